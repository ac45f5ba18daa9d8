-- Tells how the limits of a user and its team stand, expired leases taken as charged for. Writes nothing.
-- KEYS  1-3 state, leases, amounts of the user   4-6 those of the team
-- ARGV  1 4 starts of days, 4 of months, limits of the user, limits of the team: count, then kind, max, size of each
-- Reply {1, now, leases, (used, held, reset) of each limit}
--       {2, the same} there may be more expired leases: prune first
--       {-1, now} no period given holds now
-- Complexity O(limits + log leases), and O(log leases) for each of at most 64 expired leases at each level.
local BOUND = 64

local day, month = read_period(), read_period(true)
if not (day and month) then
  return encoded({-1, now})
end

local function load(base)
  local level = read(base)
  apply_limits(level, day, month)
  level.is_more = prune(level, BOUND, true)
  level.open = count_open(level)
  return level
end

local user, team = load(1), load(4)
return encoded(snapshot((user.is_more or team.is_more) and 2 or 1, user, team))
