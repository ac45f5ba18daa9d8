-- Tells how the limits of levels stand, expired leases taken as charged for. Writes nothing.
-- KEYS  state, leases, amounts of each level
-- ARGV  1 4 starts of days, 4 of months, 4 of weeks; limits of each level: count, then kind, max, size of each
-- Reply {1, now, open leases of each level, (used, held, reset) of each limit}
--       {2, the same} there may be more expired leases: prune first
--       {-1, now} no period given holds now
-- Complexity O(limits + levels * log leases), and O(log leases) for each of at most 64 expired leases at each level.
local BOUND = 64

local periods = read_periods()
if not periods then
  return encoded({-1, now})
end

local levels, is_more = {}, false
for n = 1, #KEYS / 3 do
  local level = read(3 * n - 2)
  apply_limits(level, periods)
  is_more = prune(level, BOUND, true) or is_more
  level.open = count_open(level)
  levels[n] = level
end
return encoded(snapshot(is_more and 2 or 1, levels))
