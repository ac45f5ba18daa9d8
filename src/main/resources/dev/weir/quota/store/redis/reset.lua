-- Sets what levels have used back to zero: buckets are full, periods and sessions empty, thresholds not told; the
-- periods' ends, holds and open leases stay. Leases that have expired are not charged any more. Atomic because a
-- script is.
-- KEYS  state, leases, amounts of each level
-- ARGV  1 no numbers
-- Reply {1, now}   {0, now} there may be more expired leases: run it again
-- Complexity O(log leases) for each of at most 256 expired leases at each level.
local BOUND = 256

local function clear(level)
  local state = level.state
  local is_more = prune(level, BOUND)
  for at = 1, 4 * LAST_BUCKET, 4 do
    if state[at] then
      state[at], state[at + 1] = state[at + 3] * PARTS, now
      level.dirty = true
    end
  end
  for n = 1, #state > UNTIL and #BUDGETS or 4 do
    local kind = BUDGETS[n]
    if state[USED_AT[kind]] then
      state[USED_AT[kind]] = 0
      level.dirty = true
    end
    local told = TOLD_AT[kind]
    if told and state[told] then
      state[told] = 0
    end
  end
  save_if_dirty(level)
  return is_more
end

local is_more = false
for base = 1, #KEYS, 3 do
  is_more = clear(read(base)) or is_more
end
return encoded({is_more and 0 or 1, now})
