-- Charges for expired leases of a user and its team, which a snapshot only reckons with. Atomic because a script is.
-- KEYS  1-3 state, leases, amounts of the user   4-6 those of the team
-- ARGV  1 no numbers
-- Reply {1, now}
-- Complexity O(log leases) for each of at most 256 expired leases at each level.
local BOUND = 256

for base = 1, 4, 3 do
  local level = read(base)
  prune(level, BOUND)
  save_if_dirty(level)
end
return encoded({1, now})
