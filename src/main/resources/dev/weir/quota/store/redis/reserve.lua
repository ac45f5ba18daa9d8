-- Holds amounts under a lease at every limit of some levels, or changes nothing. Atomic because a script is; the same
-- id again, or after a charge by it, holds nothing twice and is granted again. A lease that was settled is not
-- remembered: callers make an id once, and settle only what got a reply.
-- KEYS  state, leases, amounts of each level   ids of the team's last charges
-- ARGV  1 lease time (0: take the requests at once and leave no lease), whether a hold is cut to what an idle level
--         has left (1, else 0), whether the plan has thresholds (1, else 0), amounts to hold, budget tokens and
--         nano-dollars to charge on expiry, 4 starts of days, 4 of months, 4 of weeks; for each level whether it counts
--         the request and is charged on expiry (1) or only holds what another model may use (0), and its limits: count,
--         then kind, max, size of each   2 lease id
-- Reply {1, now, open leases of each level, (used, held, reset) of each limit} granted, after it
--       {0, the same, (number of the limit from 1, when it has room) of each exhausted one} denied
--       {-1, now} no period given holds now: compute them from this time
-- Complexity O(limits + levels * log leases), and O(log leases) for each of at most 64 expired leases at each level.
local BOUND = 64

local id, time, is_clamped, is_told = ARGV[2], number(), number() == 1, number() == 1
local wanted, tokens, money = read_amounts(), number(), number()
local periods = read_periods()
if not periods then
  return encoded({-1, now})
end
periods.is_told = is_told

local levels, is_known = {}, false
for n = 1, (#KEYS - 1) / 3 do
  local level = read(3 * n - 2)
  level.counts = number() == 1
  apply_limits(level, periods)
  repair(level)
  prune(level, BOUND)
  level.open = count_open(level)
  is_known = is_known or redis.call('ZSCORE', level.leases, id)
  levels[n] = level
end
is_known = is_known or is_charged(KEYS[#KEYS], id)

-- Returns what this level would hold: no more than a bucket's size, and of an idle level no more than it has left.
local function fitted(level)
  local held = {level.counts and wanted[1] or 0, wanted[2], wanted[3], wanted[4], wanted[5]}
  for _, limit in ipairs(level.limits) do
    local part = COUNTS[limit.kind]
    if part then
      if limit.kind <= LAST_BUCKET and limit.size > 0 then
        held[part] = math.min(held[part], limit.size)
      end
      local room = left(level, limit)
      if is_clamped and level.open == 0 and room > 0 then
        held[part] = math.min(held[part], room)
      end
    end
  end
  return held
end

-- When the next open lease of a level expires; the default where none is open.
local function next_expiry(level, default)
  local first = redis.call('ZRANGEBYSCORE', level.leases, int(now), '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
  return tonumber(first[2] or default)
end

-- When a limit has room at the latest, if nothing else comes. A bucket: once it has refilled with what is held taken
-- for used; one unit will do where the hold is cut. A period: at its end or, where only holds are in the way, when a
-- lease expires.
local function frees_at(level, limit, need)
  local state, kind = level.state, limit.kind
  if kind == CONCURRENT then
    return next_expiry(level, now + PARTS)
  end
  local cut = is_clamped and math.min(need, 1) or need
  local held = left(level, limit) -- with what is held; below without it
  if kind <= LAST_BUCKET then
    held = math.floor(state[4 * kind - 3] / PARTS) - held
    if held + need > limit.size and level.open > 0 and limit.size > 0 then
      return math.max(next_expiry(level, now), refilled_at(state, limit, cut * PARTS))
    end
    return refilled_at(state, limit, (level.open > 0 and held + need or cut) * PARTS)
  end
  if state[USED_AT[kind]] + cut > limit.max then
    return state[ENDS_AT[kind]]
  end
  return next_expiry(level, now)
end

-- A level that does not count the request has no need of it.
local exhausted = {}
local function check(level, offset)
  for n, limit in ipairs(level.limits) do
    local part = COUNTS[limit.kind]
    local need = part and level.held[part] or time > 0 and 1 or 0
    if need > left(level, limit) and (level.counts or part ~= 1) then
      exhausted[#exhausted + 1] = offset + n
      exhausted[#exhausted + 1] = frees_at(level, limit, need)
    end
  end
end

local function take(level)
  local state, held = level.state, level.held
  for _, limit in ipairs(level.limits) do
    local kind = limit.kind
    if COUNTS[kind] == 1 and kind <= LAST_BUCKET then
      drain(state, kind, held[1])
    elseif COUNTS[kind] == 1 then
      state[USED_AT[kind]] = math.min(MOST, state[USED_AT[kind]] + held[1])
    end
    if ENDS_AT[kind] == SESSION_END then
      state[SESSION_END] = now + DAY
    end
  end
  if time == 0 then
    if level.is_kept then
      save(level)
    end
    return
  end
  held[6], held[7] = level.counts and tokens or 0, level.counts and money or 0
  held[8] = math.max(periods.day.ends, state[DAY_END]) / 1000
  held[9] = math.max(periods.month.ends, state[MONTH_END]) / 1000
  if #state > UNTIL then
    held[10] = math.max(periods.week.ends, state[WEEK_END]) / 1000
  end
  hold(state, held, 1)
  put(level, id, held, now + time)
  level.open = level.open + 1
  save(level, now + time, level.open == 1)
end

if not is_known then
  local offset = 0
  for _, level in ipairs(levels) do
    level.held = fitted(level)
    check(level, offset)
    offset = offset + #level.limits
  end
end
for _, level in ipairs(levels) do
  if is_known or #exhausted > 0 then
    save_if_dirty(level)
  else
    take(level)
  end
end
local reply = snapshot(#exhausted > 0 and 0 or 1, levels)
for _, value in ipairs(exhausted) do
  reply[#reply + 1] = value
end
return encoded(reply)
