-- Returns what name_user.lua would reply now, and changes nothing. Atomic because a script is.
-- KEYS[1] users that the key has named, by the day of UTC on which it last did   KEYS[2] how many were new (n) on which
--         day (d)
-- ARGV[1] the user as a keyed hash   ARGV[2] users that may be new in a day   ARGV[3] days for which a user is
--         remembered
-- Reply   1 known, or there is room for it   0 one too many
-- Complexity O(1)
local user, most, days = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local today = math.floor(redis.call('TIME')[1] / 86400)
local last = tonumber(redis.call('ZSCORE', KEYS[1], user) or -1)
if last >= today - days then
  return 1
end
local count = redis.call('HMGET', KEYS[2], 'd', 'n')
local new = tonumber(count[1] or -1) == today and tonumber(count[2] or 0) or 0
return new < most and 1 or 0
