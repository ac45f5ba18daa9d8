-- Ends a lease with what was used, which may exceed every limit. Once per id: removing the lease decides. A lease that
-- has expired meanwhile is charged what it was not charged yet; one that is not known is left alone. Atomic because a
-- script is.
-- KEYS  1-3 state, leases, amounts of the user   4-6 those of the team
-- ARGV  lease id, used: requests, input, output, budget tokens, nano-dollars
--       4 starts of days, 4 of months (ms), limits of the user, limits of the team: count, then kind, max, size of each
-- Reply {1, now} ended   {0, now} there was nothing to end   {-1, now} no period given holds now
-- Complexity O(limits + log leases), and O(log leases) for each of at most 64 expired leases at each level.
local id, used = text(), read_amounts()
local ends = read_ends()
if not ends then
  return {-1, now}
end
local user = load(1, read_limits(), ends)
local team = load(4, read_limits(), ends)
local ended = false
if find(user, id) ~= 'settled' then
  local at_team, at_user = finish(team, id, used), finish(user, id, used)
  ended = at_team or at_user
end
if ended then
  remember(user, id)
  save(user, now)
elseif user.dirty then
  save(user)
end
if team.dirty then
  save(team)
end
return {ended and 1 or 0, now}
