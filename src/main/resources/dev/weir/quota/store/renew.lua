-- Keeps leases of one team open; passes over those that are settled or have expired. Atomic because a script is.
-- KEYS  1-3 state, leases, amounts of the team   then for each lease those of its user
-- ARGV  for each lease: id, lease time (ms), hold: requests, input, output, budget tokens, nano-dollars (requests as
--       they are), charge on expiry: the same five
-- Reply the number of leases renewed
-- Complexity O(log leases) for each lease; callers send at most 200.
local function extend(base, id, time, held, charge)
  local state, leases, amounts = KEYS[base], KEYS[base + 1], KEYS[base + 2]
  local score = tonumber(redis.call('ZSCORE', leases, id) or nil)
  if not score or score < now then
    return 0
  end
  local lease = unpack_lease(redis.call('HGET', amounts, id))
  for unit, field in pairs(HELD) do
    if held[unit] ~= lease.held[unit] then
      redis.call('HINCRBY', state, field, int(held[unit] - lease.held[unit]))
    end
  end
  held.r = lease.held.r
  redis.call('HSET', amounts, id, pack_lease({held = held, charge = charge, ends = lease.ends}))
  redis.call('ZADD', leases, int(now + time), id)
  if now + time + MARGIN > tonumber(redis.call('HGET', state, 'u') or 0) then
    local life = int(time + 2 * MARGIN)
    redis.call('HSET', state, 'u', int(now + time + 2 * MARGIN))
    redis.call('PEXPIRE', state, life)
    redis.call('PEXPIRE', leases, life)
    redis.call('PEXPIRE', amounts, life)
  end
  return 1
end

local renewed = 0
for base = 4, #KEYS, 3 do
  local id, time, held, charge = text(), number(), read_amounts(), read_amounts()
  extend(1, id, time, held, charge)
  renewed = renewed + extend(base, id, time, held, charge)
end
return renewed
