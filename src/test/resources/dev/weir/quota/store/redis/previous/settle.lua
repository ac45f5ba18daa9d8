-- Ends a lease with what was used, which may exceed every limit. Once per id: removing the lease decides. A lease that
-- has expired meanwhile is charged what it was not charged yet; one that is not known, or of which a part is gone, is
-- left alone: callers charge then, which needs no lease. Atomic because a script is.
-- KEYS  1-3 state, leases, amounts of the user   4-6 those of the team
-- ARGV  1 amounts used   2 lease id
-- Reply {1, now} ended   {0, now} there was nothing to end
-- Complexity O(log leases).
local used = read_amounts()
local user, team = read(1), read(4)

local of_user, of_team = lease_of(user, ARGV[2]), lease_of(team, ARGV[2])
if not (of_user and of_team and not user.is_new and not team.is_new) then
  return encoded({0, now})
end

local function apply(level, lease)
  refill(level.state)
  finish(level, ARGV[2], lease, used)
  save(level)
end

apply(user, of_user)
apply(team, of_team)
return encoded({1, now})
