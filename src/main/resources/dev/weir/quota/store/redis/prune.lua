-- Charges for expired leases of levels, which a snapshot only reckons with. Atomic because a script is.
-- KEYS  state, leases, amounts of each level
-- ARGV  1 no numbers
-- Reply {1, now}
-- Complexity O(log leases) for each of at most 256 expired leases at each level.
local BOUND = 256

for base = 1, #KEYS, 3 do
  local level = read(base)
  prune(level, BOUND)
  save_if_dirty(level)
end
return encoded({1, now})
