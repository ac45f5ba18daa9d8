-- Sets what a user has used back to zero: buckets are full, periods empty; the periods' ends, holds and open leases stay.
-- Leases that have expired are not charged any more. Atomic because a script is.
-- KEYS  1-3 state, leases, amounts of the user
-- ARGV  1 no numbers
-- Reply {1, now}
-- Complexity O(log leases) for each expired lease, at most 10,000.
local BOUND = 10000

local user = read(1)
local state = user.state
prune(user, BOUND)
for at = 1, 4 * LAST_BUCKET, 4 do
  if state[at] then
    state[at], state[at + 1] = state[at + 3] * PARTS, now
    user.dirty = true
  end
end
for kind = LAST_BUCKET + 1, LAST_PERIOD do
  if state[USED + kind] then
    state[USED + kind] = 0
    user.dirty = true
  end
end
save_if_dirty(user)
return answer({1, now})
