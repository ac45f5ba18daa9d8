-- What all quota scripts share; the loader puts it before each of them, behind the line that sets CLOCK_IS_ARGUMENT.
--
-- A level (the user or the team) is three keys:
--   state    hash    <kind>l, <kind>t        bucket of a limit per minute: level in 1/60,000 of a unit (below 0: debt), its time
--                    u                       when the keys expire
--                    de, dt, dd, me, mt, md  day, month: end of the period, tokens and nano-dollars used in it
--                    hi, ho, ht, hd          held by leases: input, output and budget tokens, nano-dollars
--   leases   zset    lease id by expiry (open), by -(time) once it has expired and been charged for, by -(10^15 + time)
--                    once it was settled (user only: the last 32)
--   amounts  hash    lease id -> msgpack of what it holds (requests, input, output, budget tokens, nano-dollars), what is
--                    charged should it expire (budget tokens, nano-dollars), ends of the day and the month it was admitted in
-- Times are milliseconds since 1970. All numbers are integers below 2^53, which Lua holds exactly; '%.0f' writes them
-- whole, while '..' would round them to 14 digits.

local PARTS = 60000 -- of a unit in a bucket: limit per minute x elapsed milliseconds is then a whole number
local DEEPEST = -3e15 -- level of a bucket: cap - level stays below 2^53
local MOST = 9007199254740991
local MOST_UNITS = 1e11
local DAY = 86400000
local MARGIN = 600000 -- that keys outlive what they are needed for
local SETTLED = 1e15
local REMEMBERED = 32
local BOUND = 64 -- leases that one call prunes at a level

-- By kind: the unit it counts, and its fields, as joining strings costs more than looking them up.
local BUCKETS = {r = 'r', i = 'i', o = 'o', c = 'r'}
local PERIODS = {dt = 't', dd = 'd', mt = 't', md = 'd'}
local LEVEL = {r = 'rl', i = 'il', o = 'ol', c = 'cl'}
local TIME = {r = 'rt', i = 'it', o = 'ot', c = 'ct'}
local LETTER = {dt = 'd', dd = 'd', mt = 'm', md = 'm'}
local END = {dt = 'de', dd = 'de', mt = 'me', md = 'me'}
local HELD = {i = 'hi', o = 'ho', t = 'ht', d = 'hd'} -- by unit

local function int(number)
  return string.format('%.0f', number)
end

local argument = 0

local function text()
  argument = argument + 1
  return ARGV[argument]
end

local function number()
  return tonumber(text())
end

local now
if CLOCK_IS_ARGUMENT then
  now = tonumber(ARGV[#ARGV])
else
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Reads requests, input, output, budget tokens and nano-dollars.
local function read_amounts()
  local r, i, o, t, d = number(), number(), number(), number(), number()
  return {r = r, i = i, o = o, t = t, d = d}
end

-- Reads the starts of the previous, the current, the next and the next but one period as the caller sees them.
-- Returns the end of the one that holds now on this clock, nil outside of them.
local function read_period()
  local first, second, third, fourth = number(), number(), number(), number()
  if now < first or now >= fourth then
    return nil
  end
  return now < second and second or now < third and third or fourth
end

-- Reads both periods; nil where the caller's clock is too far from this one.
local function read_ends()
  local day, month = read_period(), read_period()
  return day and month and {d = day, m = month}
end

local function read_limits()
  local limits = {}
  for n = 1, number() do
    local kind, max, size = text(), number(), number()
    limits[n] = {kind = kind, max = max, size = size}
  end
  return limits
end

-- The smallest whole number of steps that reach a distance; exact where a division rounds.
local function steps(distance, step)
  distance = math.max(0, distance)
  local count = math.floor(distance / step)
  while count * step < distance do
    count = count + 1
  end
  while count > 0 and (count - 1) * step >= distance do
    count = count - 1
  end
  return count
end

local function refill(level, limit)
  local state, field, time, cap = level.state, LEVEL[limit.kind], TIME[limit.kind], limit.size * PARTS
  local parts = state[field] or cap
  local elapsed = math.max(0, now - (state[time] or now))
  if elapsed * limit.max >= cap - parts then
    parts = cap
  else
    parts = parts + elapsed * limit.max
  end
  state[field], state[time] = parts, now
end

-- Begins a new period once the one in force has ended on this clock; never goes back.
local function roll(level, kind)
  local state, letter = level.state, LETTER[kind]
  if now >= (state[END[kind]] or 0) then
    state[END[kind]] = level.ends[letter]
    state[letter .. 't'] = state[letter .. 't'] and 0
    state[letter .. 'd'] = state[letter .. 'd'] and 0
  end
end

-- Takes units out of the buckets; negative ones go back in.
local function drain(level, units)
  for _, limit in ipairs(level.limits) do
    local unit = BUCKETS[limit.kind]
    if unit then
      local field = LEVEL[limit.kind]
      local parts = level.state[field] - units[unit] * PARTS
      level.state[field] = math.max(DEEPEST, math.min(limit.size * PARTS, parts))
    end
  end
end

-- Adds tokens and nano-dollars to the periods that end at the given times or before; a period that has ended is over.
local function spend(level, amounts, ends)
  for _, limit in ipairs(level.limits) do
    local unit = PERIODS[limit.kind]
    if unit and ends[LETTER[limit.kind]] >= level.state[END[limit.kind]] then
      local used = (level.state[limit.kind] or 0) + amounts[unit]
      level.state[limit.kind] = math.max(0, math.min(MOST, used))
    end
  end
end

local function unpack_lease(packed)
  local l = packed and cmsgpack.unpack(packed) or {0, 0, 0, 0, 0, 0, 0, 0, 0}
  return {
    held = {r = l[1], i = l[2], o = l[3], t = l[4], d = l[5]},
    charge = {t = l[6], d = l[7]},
    ends = {d = l[8], m = l[9]},
  }
end

local function pack_lease(lease)
  local held, charge, ends = lease.held, lease.charge, lease.ends
  return cmsgpack.pack({held.r, held.i, held.o, held.t, held.d, charge.t, charge.d, ends.d, ends.m})
end

-- Adds what a lease holds to the level's sums, or takes it away with sign -1.
local function hold(level, held, sign)
  for unit, field in pairs(HELD) do
    level.state[field] = math.max(0, (level.state[field] or 0) + sign * held[unit])
  end
end

-- Charges for leases that have expired, oldest first: budgets what the lease carries for this case; limits per minute
-- nothing, while the request stays counted. They are remembered for a day, in case their caller settles after all.
local function prune(level, bound)
  local keys = level.keys
  local ids = redis.call(
    'ZRANGEBYSCORE', keys.leases, '(' .. int(DAY - now), '(' .. int(now), 'WITHSCORES', 'LIMIT', 0, bound)
  for n = 1, #ids, 2 do
    local id, score = ids[n], tonumber(ids[n + 1])
    level.dirty = true
    if score < 0 then
      level.forgotten[#level.forgotten + 1] = id
    else
      local lease = unpack_lease(redis.call('HGET', keys.amounts, id))
      hold(level, lease.held, -1)
      spend(level, lease.charge, lease.ends)
      level.pruned[id] = true
    end
  end
end

-- Reads a level and brings it to now; writes nothing.
local function load(base, limits, ends, bound)
  local level = {
    keys = {state = KEYS[base], leases = KEYS[base + 1], amounts = KEYS[base + 2]},
    limits = limits, ends = ends, saved = {}, state = {}, pruned = {}, forgotten = {}, dirty = false,
  }
  local fields = redis.call('HGETALL', level.keys.state)
  for n = 1, #fields, 2 do
    local value = tonumber(fields[n + 1])
    level.saved[fields[n]], level.state[fields[n]] = value, value
  end
  for _, limit in ipairs(limits) do
    if BUCKETS[limit.kind] then
      refill(level, limit)
    elseif PERIODS[limit.kind] then
      roll(level, limit.kind)
    end
  end
  prune(level, bound or BOUND)
  level.open = redis.call('ZCOUNT', level.keys.leases, int(now), '+inf')
  return level
end

-- Until when the level's keys are needed; expiry is that of a lease in case one was just taken.
local function needed_until(level, expiry)
  local latest = expiry or now
  for _, limit in ipairs(level.limits) do
    if PERIODS[limit.kind] then
      latest = math.max(latest, level.state[END[limit.kind]] + 2 * DAY)
    elseif BUCKETS[limit.kind] and limit.max > 0 then
      latest = math.max(latest, now + steps(limit.size * PARTS - level.state[LEVEL[limit.kind]], limit.max))
    end
  end
  return latest
end

-- Writes what has changed. Keys are told anew when to expire only where that would be too early, and then for longer than
-- is needed, so that it is rare; and where a lease was put into keys that this may have created, which is when expiry is given.
local function save(level, expiry)
  local keys, state, changed = level.keys, level.state, {}
  for field, value in pairs(state) do
    if level.saved[field] ~= value then
      changed[#changed + 1] = field
      changed[#changed + 1] = int(value)
    end
  end
  if #changed == 0 and not level.dirty and not expiry then
    return
  end
  local needed = needed_until(level, expiry)
  local is_late = needed + MARGIN > (state.u or 0)
  if is_late then
    state.u = needed + 2 * MARGIN
    changed[#changed + 1] = 'u'
    changed[#changed + 1] = int(state.u)
  end
  if #level.forgotten > 0 then
    redis.call('ZREM', keys.leases, unpack(level.forgotten))
    redis.call('HDEL', keys.amounts, unpack(level.forgotten))
  end
  if #changed > 0 then
    redis.call('HSET', keys.state, unpack(changed))
  end
  for id in pairs(level.pruned) do
    redis.call('ZADD', keys.leases, int(-now), id)
  end
  local life = int(state.u - now)
  if is_late then
    redis.call('PEXPIRE', keys.state, life)
  end
  if is_late or expiry then
    redis.call('PEXPIRE', keys.leases, life)
    redis.call('PEXPIRE', keys.amounts, life)
  end
end

-- Returns how a level knows a lease: open, expired, settled, or nil; and the lease where it is not settled.
local function find(level, id)
  local score = tonumber(redis.call('ZSCORE', level.keys.leases, id) or nil)
  if not score then
    return nil
  end
  if score <= -SETTLED then
    return 'settled'
  end
  local lease = unpack_lease(redis.call('HGET', level.keys.amounts, id))
  return (score < 0 or level.pruned[id]) and 'expired' or 'open', lease
end

-- Ends a lease with what was used: an open one wholly, an expired one with what was not charged yet. Removing comes
-- first: it is allowed when memory is full, and so is then all that follows in the same script.
-- Returns whether there was such a lease.
local function finish(level, id, used)
  local found, lease = find(level, id)
  if found ~= 'open' and found ~= 'expired' then
    return false
  end
  redis.call('ZREM', level.keys.leases, id)
  redis.call('HDEL', level.keys.amounts, id)
  level.pruned[id] = nil
  level.dirty = true
  local charged = found == 'expired' and lease.charge or {t = 0, d = 0}
  if found == 'open' then
    hold(level, lease.held, -1)
  end
  drain(level, {r = used.r - lease.held.r, i = used.i, o = used.o})
  spend(level, {t = used.t - charged.t, d = used.d - charged.d}, lease.ends)
  return true
end

-- Returns whether a charge was applied under an id within a day.
local function is_marked(key)
  return tonumber(redis.call('GET', key) or 0) > now
end

-- Keeps in mind that a lease of this user was settled.
local function remember(user, id)
  local leases = user.keys.leases
  redis.call('ZADD', leases, int(-SETTLED - now), id)
  local count = redis.call('ZCOUNT', leases, '-inf', int(-SETTLED))
  if count > REMEMBERED then
    redis.call('ZREMRANGEBYRANK', leases, REMEMBERED, count - 1)
  end
end

-- When the next open lease of a level expires; the default where none is open.
local function next_expiry(level, default)
  local first = redis.call('ZRANGEBYSCORE', level.keys.leases, int(now), '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
  return tonumber(first[2] or default)
end

local function left(level, limit)
  local state, kind = level.state, limit.kind
  local unit = BUCKETS[kind]
  if unit then
    return math.floor(state[LEVEL[kind]] / PARTS) - (state[HELD[unit]] or 0)
  end
  unit = PERIODS[kind]
  if unit then
    return limit.max - (state[kind] or 0) - (state[HELD[unit]] or 0)
  end
  return limit.max - level.open
end

-- Adds used, held and the time of the reset of each limit to a reply.
local function report(reply, level)
  for _, limit in ipairs(level.limits) do
    local state, kind = level.state, limit.kind
    local unit = BUCKETS[kind] or PERIODS[kind]
    local used, reset = level.open, -1
    if BUCKETS[kind] then
      local missing = limit.size * PARTS - state[LEVEL[kind]]
      used = limit.size - math.floor(state[LEVEL[kind]] / PARTS)
      reset = now + (limit.max > 0 and steps(missing, limit.max) or PARTS)
    elseif unit then
      used, reset = state[kind] or 0, state[END[kind]]
    end
    reply[#reply + 1] = used
    reply[#reply + 1] = unit and state[HELD[unit]] or 0
    reply[#reply + 1] = reset
  end
end

-- Returns {code, now, open leases of the user, used, held, reset of each limit, user before team}.
local function snapshot(code, user, team)
  local reply = {code, now, user.open}
  report(reply, user)
  report(reply, team)
  return reply
end
