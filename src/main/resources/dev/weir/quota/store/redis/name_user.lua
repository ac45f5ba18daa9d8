-- Names a user by a key, unless the key has named its number of new users today. Atomic because a script is.
-- KEYS[1] users that the key has named, by the day of UTC on which it last did   KEYS[2] how many were new (n) on which
--         day (d)
-- ARGV[1] the user as a keyed hash   ARGV[2] users that may be new in a day   ARGV[3] days for which a user is
--         remembered
-- Reply   1 known, or new and counted   0 one too many: nothing is kept of it
-- Complexity O(log users); at most ARGV[2] users for each remembered day are kept.
local user, most, days = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local today = math.floor(redis.call('TIME')[1] / 86400)
local seconds = string.format('%.0f', (days + 1) * 86400)
local last = tonumber(redis.call('ZSCORE', KEYS[1], user) or -1)
if last == today then
  return 1
end
if last < today - days then
  local count = redis.call('HMGET', KEYS[2], 'd', 'n')
  local new = tonumber(count[1] or -1) == today and tonumber(count[2] or 0) or 0
  if new >= most then
    return 0
  end
  redis.call('HSET', KEYS[2], 'd', string.format('%.0f', today), 'n', string.format('%.0f', new + 1))
  redis.call('EXPIRE', KEYS[2], 2 * 86400)
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('(%.0f', today - days))
end
redis.call('ZADD', KEYS[1], string.format('%.0f', today), user)
redis.call('EXPIRE', KEYS[1], seconds)
return 1
