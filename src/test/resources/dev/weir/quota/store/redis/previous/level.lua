-- A level, which is the user or the team, and what it has used.
--
-- It has three keys, the latter two only while there are leases (leases.lua):
--   state    msgpack of 28 numbers; false where a limit was never asked for
--   leases   zset    lease id by expiry while it is open, by -(time) once it has expired and been charged for
--   amounts  hash    lease id -> what it holds
-- Any of the keys, or a part of one, may be gone, cut short, or of another version of the gateway: what is left of
-- it counts. A bucket keeps its limit and size, so that what ends later than a change of the policy counts by the
-- newest limits.
local PARTS = 60000 -- of a unit in a bucket: limit per minute x elapsed milliseconds is then a whole number
local DEEPEST = -3e15 -- level of a bucket: cap - level stays below 2^53
local MOST = 9007199254740991
local MARGIN = 600000 -- that keys outlive what they are needed for

-- Kinds of limits, as callers number them: buckets of requests, input, output and token counts; tokens and money per
-- day, tokens and money per month; open requests. And the part of amounts that each counts.
local LAST_BUCKET, LAST_OF_DAY, LAST_PERIOD = 4, 6, 8
local COUNTS = {1, 2, 3, 1, 4, 5, 4, 5}

-- Places in the state. A bucket of kind k has four from 4k - 3: level in 1/60,000 of a unit (below 0: debt), time of
-- that, limit per minute, size. A period of kind k has what was used at USED + k; then come the periods' ends, sums of
-- what leases hold from input on, a time before which no lease needs pruning, and when the keys expire.
local USED, DAY_END, MONTH_END, HELD, NEXT, UNTIL = 12, 21, 22, 21, 27, 28

-- Returns the numbers of a state that can be counted with, in the place of others those of a new one.
local function sound_state(read)
  local state = {}
  for at = 1, UNTIL do
    local value, is_optional = read[at], at <= USED + LAST_PERIOD
    state[at] = type(value) == 'number' and value or not is_optional and 0
  end
  for at = 1, 4 * LAST_BUCKET, 4 do
    if not (state[at] and state[at + 1] and state[at + 2] and state[at + 3]) then
      state[at], state[at + 1], state[at + 2], state[at + 3] = false, false, false, false
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
-- when it began; else never goes back.
local function roll(state, kind, day, month)
  local of_day = kind <= LAST_OF_DAY
  local ends, tokens, current = of_day and DAY_END or MONTH_END, USED + (of_day and 5 or 7), of_day and day or month
  if now >= state[ends] or state[ends] > current.latest then
    state[ends] = current.ends
    state[tokens] = state[tokens] and 0
    state[tokens + 1] = state[tokens + 1] and 0
  end
  state[USED + kind] = state[USED + kind] or 0
end

-- Brings the level to now under the limits that the caller gives, which it reads: count, then kind, max, size of each.
local function apply_limits(level, day, month)
  local state, limits = level.state, {}
  refill(state)
  for n = 1, number() do
    local limit = {kind = number(), max = number(), size = number()}
    limits[n] = limit
    if limit.kind <= LAST_BUCKET then
      adopt(state, limit)
    elseif limit.kind <= LAST_PERIOD then
      roll(state, limit.kind, day, month)
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

-- Adds tokens and nano-dollars to the periods that end at the given times or before; a period that has ended is over.
local function spend(state, tokens, money, day, month)
  for kind = LAST_BUCKET + 1, LAST_PERIOD do
    local used, of_day = state[USED + kind], kind <= LAST_OF_DAY
    if used and (of_day and day or month) >= state[of_day and DAY_END or MONTH_END] then
      used = used + (COUNTS[kind] == 4 and tokens or money)
      state[USED + kind] = math.max(0, math.min(MOST, used))
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
  if state[USED + 5] or state[USED + 6] then
    latest = math.max(latest, state[DAY_END] + 2 * DAY)
  end
  if state[USED + 7] or state[USED + 8] then
    latest = math.max(latest, state[MONTH_END] + 2 * DAY)
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
