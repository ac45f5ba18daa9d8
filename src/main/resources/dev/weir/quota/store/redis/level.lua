-- A level: limits that are counted together, as those of a user, of a team, of a user for some models, of a session.
--
-- It has three keys, the latter two only while there are leases (leases.lua):
--   state    msgpack of 28 numbers, or of 45 where a limit of a newer kind or a threshold was ever asked for; false
--            where a limit was never asked for
--   leases   zset    lease id by expiry while it is open, by -(time) once it has expired and been charged for
--   amounts  hash    lease id -> what it holds
-- Any of the keys, or a part of one, may be gone, cut short, or of another version of the gateway: what is left of
-- it counts. A version that knows only 28 numbers drops the others; callers keep limits of newer kinds at a level of
-- their own, which such a version never touches. A bucket keeps its limit and size, so that what ends later than a
-- change of the policy counts by the newest limits.
local PARTS = 60000 -- of a unit in a bucket: limit per minute x elapsed milliseconds is then a whole number
local DEEPEST = -3e15 -- level of a bucket: cap - level stays below 2^53
local MOST = 9007199254740991
local MARGIN = 600000 -- that keys outlive what they are needed for

-- Kinds of limits, as callers number them: 1 to 4 buckets of requests, input, output and token counts; 5 to 8 tokens
-- and money per day, tokens and money per month; 9 open requests; 10 and 11 requests per day and month; 12 and 13
-- tokens and money per week; 14 to 16 requests, tokens and money of a session. And the part of amounts that each
-- counts.
local LAST_BUCKET, CONCURRENT = 4, 9
local COUNTS = {1, 2, 3, 1, 4, 5, 4, 5, false, 1, 1, 4, 5, 1, 4, 5}
local BUDGETS = {5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16} -- the first four are all that a state of 28 numbers has

-- Places in the state. A bucket of kind k has four from 4k - 3: level in 1/60,000 of a unit (below 0: debt), time of
-- that, limit per minute, size. Then what was used of budgets, the periods' ends, sums of what leases hold from input
-- on, a time before which no lease needs pruning, and when the keys expire. From 29 on: what was used of newer budgets,
-- ends of the week and the session, and of each budget up to 13 the highest threshold that was told, in percent.
local DAY_END, MONTH_END, HELD, NEXT, UNTIL, WEEK_END, SESSION_END, WHOLE = 21, 22, 21, 27, 28, 36, 37, 45
-- By kind; plain lists, as each run of a script makes them anew.
local USED_AT = {false, false, false, false, 17, 18, 19, 20, false, 29, 30, 31, 32, 33, 34, 35}
local ENDS_AT = {false, false, false, false, 21, 21, 22, 22, false, 21, 22, 36, 36, 37, 37, 37}
local TOLD_AT = {false, false, false, false, 38, 39, 40, 41, false, 42, 43, 44, 45}

-- Makes room for newer kinds of limits and for thresholds.
local function widen(state)
  for at = #state + 1, WHOLE do
    state[at] = (at == WEEK_END or at == SESSION_END) and 0
  end
end

-- Returns the numbers of a state that can be counted with, in the place of others those of a new one.
local function sound_state(read)
  local state = {}
  for at = 1, UNTIL do
    local value, is_optional = read[at], at <= 20
    state[at] = type(value) == 'number' and value or not is_optional and 0
  end
  for at = 1, 4 * LAST_BUCKET, 4 do
    if not (state[at] and state[at + 1] and state[at + 2] and state[at + 3]) then
      state[at], state[at + 1], state[at + 2], state[at + 3] = false, false, false, false
    end
  end
  if read[UNTIL + 1] ~= nil then
    widen(state)
    for at = UNTIL + 1, WHOLE do
      state[at] = type(read[at]) == 'number' and read[at] or state[at]
    end
  end
  return state
end

-- Reads a level, which is kept on where it has been; a new one is where the caller gives it limits.
local function read(base)
  local packed = redis.call('GET', KEYS[base])
  local found = packed and unpacked(packed)
  return {
    key = KEYS[base], leases = KEYS[base + 1], amounts = KEYS[base + 2], dirty = false, is_new = not found,
    is_kept = found and true or false, state = sound_state(found or {}),
  }
end

local function refill(state)
  for at = 1, 4 * LAST_BUCKET, 4 do
    local parts = state[at]
    if parts then
      local gain, missing = math.max(0, now - state[at + 1]) * state[at + 2], state[at + 3] * PARTS - parts
      state[at] = parts + math.min(gain, missing)
      state[at + 1] = now
    end
  end
end

-- Puts a bucket under a limit. What was used stays used; where the limit was lowered, no more of it than twice its
-- size.
local function adopt(state, limit)
  local at, size = 4 * limit.kind - 3, limit.size
  if not state[at] then
    state[at], state[at + 1] = size * PARTS, now
  elseif state[at + 3] ~= size then
    local used = state[at + 3] * PARTS - state[at]
    state[at] = size * PARTS - math.min(used, 2 * size * PARTS)
  end
  state[at + 2], state[at + 3] = limit.max, size
end

-- Begins a new period once the one in force has ended on this clock, or cannot be in force, as the clock was ahead
-- when it began; else never goes back. A session ends a day after its last admitted request.
local function roll(state, kind, periods)
  local place = ENDS_AT[kind]
  local ends, latest = now + DAY, MOST
  if place ~= SESSION_END then
    local current = place == DAY_END and periods.day or place == MONTH_END and periods.month or periods.week
    ends, latest = current.ends, current.latest
  end
  if kind > CONCURRENT or periods.is_told then
    widen(state)
  end
  if now >= state[place] or state[place] > latest then
    state[place] = ends
    for n = 1, #state > UNTIL and #BUDGETS or 4 do
      local other = BUDGETS[n]
      if ENDS_AT[other] == place then
        state[USED_AT[other]] = state[USED_AT[other]] and 0
        if TOLD_AT[other] and #state > UNTIL then
          state[TOLD_AT[other]] = periods.is_told and 0
        end
      end
    end
  end
  state[USED_AT[kind]] = state[USED_AT[kind]] or 0
end

-- Brings the level to now under the limits that the caller gives, which it reads: count, then kind, max, size of each.
local function apply_limits(level, periods)
  local state, limits = level.state, {}
  refill(state)
  for n = 1, number() do
    local limit = {kind = number(), max = number(), size = number()}
    limits[n] = limit
    if limit.kind <= LAST_BUCKET then
      adopt(state, limit)
    elseif limit.kind ~= CONCURRENT then
      roll(state, limit.kind, periods)
    end
  end
  level.limits, level.is_kept = limits, level.is_kept or #limits > 0
end

-- Takes units out of a bucket; negative ones go back in.
local function drain(state, kind, units)
  local at = 4 * kind - 3
  if state[at] and units ~= 0 then
    state[at] = math.max(DEEPEST, math.min(state[at + 3] * PARTS, state[at] - units * PARTS))
  end
end

-- Adds requests, tokens and nano-dollars to the periods that end at the given times or before, and to a session; a
-- period that has ended is over.
local function spend(state, requests, tokens, money, day, month, week)
  for n = 1, #state > UNTIL and #BUDGETS or 4 do
    local kind = BUDGETS[n]
    local at, place, counts = USED_AT[kind], ENDS_AT[kind], COUNTS[kind]
    local used = state[at]
    local ends = place == DAY_END and day or place == MONTH_END and month or place == WEEK_END and week or MOST
    if used and ends >= state[place] then
      used = used + (counts == 4 and tokens or counts == 5 and money or requests)
      state[at] = math.max(0, math.min(MOST, used))
    end
  end
end

-- Until when the level's keys are needed.
local function needed_until(state, expiry)
  local latest = expiry or now
  for at = 1, 4 * LAST_BUCKET, 4 do
    local parts, rate = state[at], state[at + 2]
    if parts and rate > 0 then
      latest = math.max(latest, now + steps(state[at + 3] * PARTS - parts, rate))
    end
  end
  for n = 1, #state > UNTIL and #BUDGETS or 4 do
    local kind = BUDGETS[n]
    if state[USED_AT[kind]] then
      local place = ENDS_AT[kind]
      latest = math.max(latest, state[place] + (place == SESSION_END and 0 or 2 * DAY))
    end
  end
  return latest
end

-- Writes the state. Keys are told anew when to expire only where that would be too early, and then for longer than is
-- needed, so that it is rare; and where the first lease was put into keys that this may have created. Expiry is that
-- of a lease in case one was put in.
local function save(level, expiry, is_first)
  local state = level.state
  local needed = needed_until(state, expiry)
  local is_late = needed + MARGIN > state[UNTIL]
  if is_late then
    state[UNTIL] = needed + 2 * MARGIN
  end
  local life = int(state[UNTIL] - now)
  redis.call('SET', level.key, cmsgpack.pack(state), 'PX', life)
  if is_late or is_first then
    redis.call('PEXPIRE', level.leases, life)
    redis.call('PEXPIRE', level.amounts, life)
  end
end

local function save_if_dirty(level)
  if level.dirty then
    save(level)
  end
end
