-- Applies what was used with or without a lease, once per id for as long as it is remembered. An open lease ends, an
-- expired one is charged what it was not charged yet. Atomic because a script is. Callers do not charge what a
-- settle has ended.
-- KEYS  1-3 state, leases, amounts of the user   4-6 those of the team   7 ids of the team's last charges
-- ARGV  1 amounts used, 4 starts of days, 4 of months, limits of the user, limits of the team: count, then kind, max,
--         size of each   2 lease id
-- Reply {1, now} applied   {0, now} it was before   {-1, now} no period given holds now
-- Complexity O(limits + log leases).
local used = read_amounts()
local day, month = read_period(), read_period(true)
if not (day and month) then
  return encoded({-1, now})
end
if is_charged(KEYS[7], ARGV[2]) then
  return encoded({0, now})
end

local function apply(level)
  local lease = lease_of(level, ARGV[2])
  if lease then
    finish(level, ARGV[2], lease, used)
  else
    for _, limit in ipairs(level.limits) do
      if limit.kind <= LAST_BUCKET then
        drain(level.state, limit.kind, used[COUNTS[limit.kind]])
      end
    end
    spend(level.state, used[4], used[5], MOST, MOST)
  end
  if lease or level.is_kept then
    save(level)
  end
end

local user, team = read(1), read(4)
apply_limits(user, day, month)
apply_limits(team, day, month)
repair(user)
repair(team)
remember_charge(KEYS[7], ARGV[2]) -- whatever could fail has been read by now
apply(user)
apply(team)
return encoded({1, now})
