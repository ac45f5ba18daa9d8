-- Ends a lease with what was used, which may exceed every limit. Once per id: removing the lease decides. A lease that
-- has expired meanwhile is charged what it was not charged yet; one that is not known is left alone. Atomic because a
-- script is.
-- KEYS  1-3 state, leases, amounts of the user   4-6 those of the team
-- ARGV  1 amounts used   2 lease id
-- Reply {1, now} ended   {0, now} there was nothing to end
-- Complexity O(log leases).
local used = read_amounts()
local user, team = read(1), read(4)

local function apply(level)
  refill(level.state)
  local found = finish(level, ARGV[2], used)
  if found then
    save(level)
  end
  return found
end

local at_user, at_team = apply(user), apply(team)
return answer({(at_user or at_team) and 1 or 0, now})
