-- Ends a lease with what was used, which may exceed every limit. Once per id: removing the lease decides. A lease that
-- has expired meanwhile is charged what it was not charged yet; one that is not known, or of which a part is gone, is
-- left alone: callers charge then, which needs no lease. Atomic because a script is.
-- KEYS  state, leases, amounts of each level   where there are thresholds, one for the reply
-- ARGV  1 thresholds in percent, lowest first: count, then each; for each level amounts used and, where there are
--         thresholds, its budgets: count, then kind and max of each   2 lease id
-- Reply {1, now} ended, then (number of the limit from 1, percent, used, end of the period) of each threshold reached
--       {0, now} there was nothing to end
-- Complexity O(levels * log leases).
local thresholds, id = read_thresholds(), ARGV[2]
local levels, is_whole = {}, true

local function read_budgets()
  local limits = {}
  for n = 1, #thresholds > 0 and number() or 0 do
    limits[n] = {kind = number(), max = number()}
  end
  return limits
end

for n = 1, math.floor(#KEYS / 3) do
  local level = read(3 * n - 2)
  level.used, level.limits, level.lease = read_amounts(), read_budgets(), lease_of(level, id)
  is_whole = is_whole and level.lease and not level.is_new
  levels[n] = level
end
if not is_whole then
  return kept_before(thresholds, {0, now})
end

local reply, offset = {1, now}, 0
for _, level in ipairs(levels) do
  refill(level.state)
  note_told(level, thresholds)
  finish(level, id, level.lease, level.used)
  tell(reply, level, thresholds, offset)
  save(level)
  offset = offset + #level.limits
end
return kept(reply)
