-- Which thresholds of budgets a settlement has reached first in their period. Before it, the state has the highest that
-- was told; where it has none, as of a plan that was given thresholds in the midst of a period, what was used then
-- counts as told.

-- Reads the thresholds of a call in percent, lowest first: count, then each.
local function read_thresholds()
  local thresholds = {}
  for n = 1, number() do
    thresholds[n] = number()
  end
  return thresholds
end

-- Returns whether a part of a limit is used; exact, as all products stay below 2^53.
local function is_reached(used, max, percent)
  local hundredth, rest = math.floor(max / 100), max % 100
  return used >= hundredth * percent + math.ceil(rest * percent / 100)
end

-- Notes of each budget of a level which threshold was told last; to be called before what was used is charged.
local function note_told(level, thresholds)
  local state, told = level.state, {}
  for n, limit in ipairs(#thresholds > 0 and level.limits or {}) do
    local place, used = TOLD_AT[limit.kind], USED_AT[limit.kind] and level.state[USED_AT[limit.kind]]
    if place and used and limit.max > 0 then
      widen(state)
      local highest = state[place] or 0
      for m = 1, state[place] and 0 or #thresholds do
        highest = is_reached(used, limit.max, thresholds[m]) and thresholds[m] or highest
      end
      told[n] = highest
    end
  end
  level.told = told
end

-- Adds number of the limit, percent, used, end of the period of each threshold that is reached now to a reply. Offset
-- is the number of limits before those of this level.
local function tell(reply, level, thresholds, offset)
  local state = level.state
  for n, limit in ipairs(level.limits) do
    local told = level.told[n]
    if told then
      local used, place = state[USED_AT[limit.kind]], TOLD_AT[limit.kind]
      for _, percent in ipairs(thresholds) do
        if percent > told and is_reached(used, limit.max, percent) then
          reply[#reply + 1] = offset + n
          reply[#reply + 1] = percent
          reply[#reply + 1] = used
          reply[#reply + 1] = state[ENDS_AT[limit.kind]]
          told = percent
        end
      end
      state[place] = told
    end
  end
end

-- Returns a reply; one that tells of thresholds is kept under a key of the lease for a day, so that a settlement that
-- is sent again tells the same.
local function kept(reply)
  local text = encoded(reply)
  if #reply > 2 then
    redis.call('SET', KEYS[#KEYS], text, 'PX', int(DAY))
  end
  return text
end

-- Returns the reply that was kept; the default where there is none.
local function kept_before(thresholds, default)
  return #thresholds > 0 and redis.call('GET', KEYS[#KEYS]) or encoded(default)
end
