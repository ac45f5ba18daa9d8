-- Applies what was used with or without a lease, once per id for as long as it is remembered. An open lease ends, an
-- expired one is charged what it was not charged yet. Atomic because a script is. Callers do not charge what a
-- settle has ended.
-- KEYS  state, leases, amounts of each level   ids of the team's last charges   where there are thresholds, one for the
--       reply
-- ARGV  1 thresholds in percent, lowest first: count, then each; 4 starts of days, 4 of months, 4 of weeks; for each
--         level amounts used and limits: count, then kind, max, size of each   2 lease id
-- Reply {1, now} applied, then (number of the limit from 1, percent, used, end of the period) of each threshold reached
--       {0, now} it was before   {-1, now} no period given holds now
-- Complexity O(limits + levels * log leases).
local thresholds, id = read_thresholds(), ARGV[2]
local periods = read_periods()
if not periods then
  return encoded({-1, now})
end
periods.is_told = #thresholds > 0
local count = math.floor((#KEYS - 1) / 3)
local charges = KEYS[3 * count + 1]
if is_charged(charges, id) then
  return kept_before(thresholds, {0, now})
end

local function apply(level)
  local lease, used = lease_of(level, id), level.used
  if lease then
    finish(level, id, lease, used)
  else
    for _, limit in ipairs(level.limits) do
      if limit.kind <= LAST_BUCKET then
        drain(level.state, limit.kind, used[COUNTS[limit.kind]])
      end
    end
    spend(level.state, used[1], used[4], used[5], MOST, MOST, MOST)
  end
  return lease
end

local levels = {}
for n = 1, count do
  local level = read(3 * n - 2)
  level.used = read_amounts()
  apply_limits(level, periods)
  repair(level)
  levels[n] = level
end
remember_charge(charges, id) -- whatever could fail has been read by now
local reply, offset = {1, now}, 0
for _, level in ipairs(levels) do
  note_told(level, thresholds)
  local lease = apply(level)
  tell(reply, level, thresholds, offset)
  if lease or level.is_kept then
    save(level)
  end
  offset = offset + #level.limits
end
return kept(reply)
