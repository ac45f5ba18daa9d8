-- Tells how the limits of a user and its team stand, expired leases taken as charged for. Writes nothing.
-- KEYS  1-3 state, leases, amounts of the user   4-6 those of the team
-- ARGV  4 starts of days, 4 of months (ms), limits of the user, limits of the team: count, then kind, max, size of each
-- Reply {1, now, leases, (used, held, reset) of each limit}   {-1, now} no period given holds now
-- Complexity O(limits + log leases + expired leases, at most 10,000).
local ends = read_ends()
if not ends then
  return {-1, now}
end
local user = load(1, read_limits(), ends, 10000)
local team = load(4, read_limits(), ends, 10000)
return snapshot(1, user, team)
