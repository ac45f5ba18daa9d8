-- Sets what a user has used back to zero: buckets are full, periods empty; the periods' ends, holds and open leases stay.
-- Leases that have expired are not charged any more. Atomic because a script is.
-- KEYS  1-3 state, leases, amounts of the user
-- ARGV  none
-- Reply {1, now}
-- Complexity O(log leases) for each expired lease, at most 10,000.
local user = load(1, {}, {}, 10000)
for kind in pairs(BUCKETS) do
  redis.call('HDEL', user.keys.state, LEVEL[kind], TIME[kind])
  user.state[LEVEL[kind]], user.state[TIME[kind]] = nil, nil
end
for kind in pairs(PERIODS) do
  redis.call('HDEL', user.keys.state, kind)
  user.state[kind] = nil
end
if user.dirty then
  save(user)
end
return {1, now}
