-- Sets what a user has used back to zero: buckets are full, periods empty; the periods' ends, holds and open leases
-- stay. Leases that have expired are not charged any more. Atomic because a script is.
-- KEYS  1-3 state, leases, amounts of the user
-- ARGV  1 no numbers
-- Reply {1, now}   {0, now} there may be more expired leases: run it again
-- Complexity O(log leases) for each of at most 256 expired leases.
local BOUND = 256

local user = read(1)
local state = user.state
local is_more = prune(user, BOUND)
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
return encoded({is_more and 0 or 1, now})
