-- Holds amounts under a lease at every limit of the user and the team, or changes nothing. Atomic because a script is;
-- the same id again, or after a charge by it, holds nothing twice and is granted again. A lease that was settled is not
-- remembered: callers make an id once, and settle only what got a reply.
-- KEYS  1-3 state, leases, amounts of the user   4-6 those of the team   7 ids of the team's last charges
-- ARGV  1 lease time (0: take the requests at once and leave no lease), whether a hold is cut to what an idle level
--         has left (1, else 0), amounts to hold, budget tokens and nano-dollars to charge on expiry, 4 starts of days,
--         4 of months, limits of the user, limits of the team: count, then kind, max, size of each   2 lease id
-- Reply {1, now, leases, (used, held, reset) of each limit} granted, after it
--       {0, the same, (number of the limit from 1, when it has room) of each exhausted one} denied
--       {-1, now} no period given holds now: compute them from this time
-- Complexity O(limits + log leases), and O(log leases) for each of at most 64 expired leases at each level.
local BOUND = 64

local id, time, is_clamped = ARGV[2], number(), number() == 1
local wanted, tokens, money = read_amounts(), number(), number()
local day, month = read_period(), read_period(true)
if not (day and month) then
  return encoded({-1, now})
end

local function load(base)
  local level = read(base)
  apply_limits(level, day, month)
  repair(level)
  prune(level, BOUND)
  level.open = count_open(level)
  return level
end

local user, team = load(1), load(4)

-- Returns what this level would hold: no more than a bucket's size, and of an idle level no more than it has left.
local function fitted(level)
  local held = {unpack(wanted)}
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
  if kind > LAST_PERIOD then
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
  if state[USED + kind] + cut > limit.max then
    return state[kind <= LAST_OF_DAY and DAY_END or MONTH_END]
  end
  return next_expiry(level, now)
end

local exhausted = {}
local function check(level, held, offset)
  for n, limit in ipairs(level.limits) do
    local part = COUNTS[limit.kind]
    local need = part and held[part] or time > 0 and 1 or 0
    if need > left(level, limit) then
      exhausted[#exhausted + 1] = offset + n
      exhausted[#exhausted + 1] = frees_at(level, limit, need)
    end
  end
end

local function take(level, held)
  local state = level.state
  for _, limit in ipairs(level.limits) do
    if COUNTS[limit.kind] == 1 then
      drain(state, limit.kind, held[1])
    end
  end
  if time == 0 then
    if level.is_kept then
      save(level)
    end
    return
  end
  held[6], held[7] = tokens, money
  held[8], held[9] = math.max(day.ends, state[DAY_END]) / 1000, math.max(month.ends, state[MONTH_END]) / 1000
  hold(state, held, 1)
  put(level, id, held, now + time)
  level.open = level.open + 1
  save(level, now + time, level.open == 1)
end

local is_known = redis.call('ZSCORE', user.leases, id) or redis.call('ZSCORE', team.leases, id) 
  or is_charged(KEYS[7], id)
if not is_known then
  local held_by_user, held_by_team = fitted(user), fitted(team)
  check(user, held_by_user, 0)
  check(team, held_by_team, #user.limits)
  if #exhausted == 0 then
    take(user, held_by_user)
    take(team, held_by_team)
  end
end
if is_known or #exhausted > 0 then
  save_if_dirty(user)
  save_if_dirty(team)
end
local reply = snapshot(#exhausted > 0 and 0 or 1, user, team)
for _, value in ipairs(exhausted) do
  reply[#reply + 1] = value
end
return encoded(reply)
