-- Applies what was used with or without a lease, once per id within a day and never after a settle of the same lease.
-- An open lease ends, an expired one is charged what it was not charged yet. Atomic because a script is.
-- KEYS  1-3 state, leases, amounts of the user   4-6 those of the team   7 marker of a charge under this id
-- ARGV  lease id, used: requests, input, output, budget tokens, nano-dollars
--       4 starts of days, 4 of months (ms), limits of the user, limits of the team: count, then kind, max, size of each
-- Reply {1, now} applied   {0, now} it was before   {-1, now} no period given holds now
-- Complexity O(limits + log leases), and O(log leases) for each of at most 64 expired leases at each level.
local id, used = text(), read_amounts()
local ends = read_ends()
if not ends then
  return {-1, now}
end
local user = load(1, read_limits(), ends)
local team = load(4, read_limits(), ends)
local before = is_marked(KEYS[7]) or find(user, id) == 'settled'

local function apply(level)
  if not finish(level, id, used) then
    drain(level, used)
    spend(level, used, {d = MOST, m = MOST})
  end
  save(level)
end

if before then
  if user.dirty then
    save(user)
  end
  if team.dirty then
    save(team)
  end
else
  redis.call('SET', KEYS[7], int(now + DAY), 'PX', int(DAY))
  apply(team)
  apply(user)
end
return {before and 0 or 1, now}
