-- Holds amounts under a lease at every limit of the user and the team, or changes nothing. Atomic because a script is;
-- the same id again holds nothing twice and is granted again, also once its lease has ended.
-- KEYS  1-3 state, leases, amounts of the user   4-6 those of the team   7 marker of a charge under this id
-- ARGV  lease id, lease time (ms; 0: take the requests at once and leave no lease), fit (clamped or exact),
--       hold: requests, input, output, budget tokens, nano-dollars; charge on expiry: the same five
--       4 starts of days, 4 of months (ms), limits of the user, limits of the team: count, then kind, max, size of each
-- Reply {1, now, leases, (used, held, reset) of each limit} granted, after it
--       {0, the same, (number of the limit from 1, when it has room (ms)) of each refusing one} denied
--       {-1, now} no period given holds now: compute them from this time
-- Complexity O(limits + log leases), and O(log leases) for each of at most 64 expired leases at each level.
local id, time, fit = text(), number(), text()
local wanted, charge = read_amounts(), read_amounts()
local ends = read_ends()
if not ends then
  return {-1, now}
end
local user = load(1, read_limits(), ends)
local team = load(4, read_limits(), ends)

-- Returns what this level would hold: no more than a bucket's size, and of an idle level no more than it has left.
local function fitted(level)
  local held = {r = wanted.r, i = wanted.i, o = wanted.o, t = wanted.t, d = wanted.d}
  for _, limit in ipairs(level.limits) do
    local unit = BUCKETS[limit.kind] or PERIODS[limit.kind]
    if unit then
      local room = left(level, limit)
      if BUCKETS[limit.kind] and limit.size > 0 then
        held[unit] = math.min(held[unit], limit.size)
      end
      if fit == 'clamped' and level.open == 0 and room > 0 then
        held[unit] = math.min(held[unit], room)
      end
    end
  end
  return held
end

-- When a limit has room: a bucket once it has refilled with what is held taken for used, a period at its end or, where
-- only holds are in the way, when the next lease expires.
local function frees_at(level, limit, held)
  local state, kind = level.state, limit.kind
  local unit = BUCKETS[kind]
  if unit then
    local need = math.min(MOST_UNITS, (state[HELD[unit]] or 0) + held[unit])
    return now + (limit.max > 0 and steps(need * PARTS - state[LEVEL[kind]], limit.max) or PARTS)
  end
  unit = PERIODS[kind]
  if unit and (state[kind] or 0) + held[unit] > limit.max then
    return state[END[kind]]
  end
  return next_expiry(level, now + (unit and 0 or PARTS))
end

local refusing = {}
local function check(level, held, offset)
  for n, limit in ipairs(level.limits) do
    local unit = BUCKETS[limit.kind] or PERIODS[limit.kind]
    local need = unit and held[unit] or time > 0 and 1 or 0
    if need > left(level, limit) then
      refusing[#refusing + 1] = offset + n
      refusing[#refusing + 1] = frees_at(level, limit, held)
    end
  end
end

local function take(level, held)
  drain(level, {r = held.r, i = 0, o = 0})
  if time > 0 then
    hold(level, held, 1)
    local state = level.state
    local admitted = {d = math.max(ends.d, state.de or 0), m = math.max(ends.m, state.me or 0)}
    redis.call('HSET', level.keys.amounts, id, pack_lease({held = held, charge = charge, ends = admitted}))
    redis.call('ZADD', level.keys.leases, int(now + time), id)
    level.open = level.open + 1
  end
  save(level, time > 0 and now + time or nil)
end

local known = is_marked(KEYS[7]) or find(user, id) or find(team, id)
local held_by_user, held_by_team = fitted(user), fitted(team)
if not known then
  check(user, held_by_user, 0)
  check(team, held_by_team, #user.limits)
end
if known or #refusing > 0 then
  if user.dirty then
    save(user)
  end
  if team.dirty then
    save(team)
  end
else
  take(user, held_by_user)
  take(team, held_by_team)
end
local reply = snapshot(#refusing > 0 and 0 or 1, user, team)
for _, value in ipairs(refusing) do
  reply[#reply + 1] = value
end
return reply
