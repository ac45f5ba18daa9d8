-- What leases hold at a level. A lease is nine numbers: requests, input, output, budget tokens and nano-dollars held;
-- budget tokens and nano-dollars to be charged should it expire; ends of the day and the month it was admitted in, in
-- seconds, which are shorter. Where the state is wide, the end of the week is the tenth.
-- Its requests were taken from buckets and budgets when it was admitted; all else is held.

-- Returns a lease; nil where the level has none of this id, or none that can be read.
local function lease_of(level, id)
  local packed = redis.call('HGET', level.amounts, id)
  local lease = packed and unpacked(packed)
  for part = 1, lease and 9 or 0 do
    if type(lease[part]) ~= 'number' then
      return nil
    end
  end
  return lease or nil
end

-- Adds what a lease holds to the level's sums, or takes it away with sign -1.
local function hold(state, lease, sign)
  for part = 2, 5 do
    state[HELD + part] = math.max(0, state[HELD + part] + sign * lease[part])
  end
end

-- Adds requests, tokens and nano-dollars to the periods that a lease was admitted in.
local function spend_under(state, lease, requests, tokens, money)
  local week = type(lease[10]) == 'number' and lease[10] * 1000 or 0
  spend(state, requests, tokens, money, lease[8] * 1000, lease[9] * 1000, week)
end

-- Brings sums, ids and leases of a level together again where a part of them is gone. What has lost its lease or its
-- id is forgotten, so that its caller charges without one; more than this many are all forgotten at once.
local MOST_LEASES = 5000
local function repair(level, is_torn)
  local state, count, ids = level.state, redis.call('HLEN', level.amounts), redis.call('ZCARD', level.leases)
  if not is_torn and count == ids and not (level.is_new and count > 0) then
    return
  end
  level.dirty = true
  state[NEXT] = 0
  for part = 2, 5 do
    state[HELD + part] = 0
  end
  if count > MOST_LEASES or ids > MOST_LEASES then
    redis.call('DEL', level.leases, level.amounts)
    return
  end
  local scores = redis.call('ZRANGE', level.leases, 0, -1, 'WITHSCORES')
  for n = 1, #scores, 2 do
    local lease = lease_of(level, scores[n])
    if not lease then
      redis.call('ZREM', level.leases, scores[n])
    elseif tonumber(scores[n + 1]) > 0 then
      hold(state, lease, 1)
    end
  end
  for _, id in ipairs(redis.call('HKEYS', level.amounts)) do
    if not redis.call('ZSCORE', level.leases, id) then
      redis.call('HDEL', level.amounts, id)
    end
  end
end

-- Charges for leases that have expired, oldest first and at most so many: budgets what the lease carries for this case;
-- limits per minute nothing, while the request stays counted. They are remembered for a day, in case their caller
-- settles after all. Read-only it only reckons and writes nothing. Returns whether there may be more.
local function prune(level, bound, is_read_only)
  local state, is_torn = level.state, false
  if now <= state[NEXT] then
    return false
  end
  local ids = redis.call(
    'ZRANGEBYSCORE', level.leases, '(' .. int(DAY - now), '(' .. int(now), 'WITHSCORES', 'LIMIT', 0, bound)
  for n = 1, #ids, 2 do
    local id, is_open = ids[n], tonumber(ids[n + 1]) > 0
    local lease = is_open and lease_of(level, id)
    is_torn = is_torn or is_open and not lease
    if lease then
      hold(state, lease, -1)
      spend_under(state, lease, 0, lease[6], lease[7])
    end
    if not is_read_only then
      level.dirty = true
      if lease then
        redis.call('ZADD', level.leases, int(-now), id)
      else
        redis.call('ZREM', level.leases, id)
        redis.call('HDEL', level.amounts, id)
      end
    end
  end
  local is_more = #ids == 2 * bound
  if is_read_only or is_more then
    return is_more
  end
  if is_torn then
    repair(level, true)
  end
  local open = redis.call('ZRANGEBYSCORE', level.leases, int(now), '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
  local expired = redis.call('ZREVRANGEBYSCORE', level.leases, '(0', '-inf', 'WITHSCORES', 'LIMIT', 0, 1)
  state[NEXT] = math.min(tonumber(open[2] or MOST), DAY - tonumber(expired[2] or -MOST))
  return false
end

-- The ids of a team's last charges, in their order: a charge that is sent again and a reservation that arrives late
-- find their own. The oldest is forgotten, so that they are bounded however many come. Clocks play no part.
local MOST_CHARGES = 5000
local function is_charged(charges, id)
  return redis.call('ZSCORE', charges, id)
end

local function remember_charge(charges, id)
  local last = redis.call('ZREVRANGE', charges, 0, 0, 'WITHSCORES')
  redis.call('ZADD', charges, int(tonumber(last[2] or 0) + 1), id)
  redis.call('ZREMRANGEBYRANK', charges, 0, -MOST_CHARGES - 1)
  redis.call('PEXPIRE', charges, int(DAY))
end

-- How many leases are open.
local function count_open(level)
  return redis.call('ZCOUNT', level.leases, int(now), '+inf')
end

-- Puts a lease in and moves its expiry.
local function put(level, id, lease, expiry)
  redis.call('HSET', level.amounts, id, cmsgpack.pack(lease))
  redis.call('ZADD', level.leases, int(expiry), id)
  level.state[NEXT] = math.min(level.state[NEXT], expiry)
end

-- Ends a lease with what was used: an open one wholly, an expired one with what was not charged yet. Removing comes
-- first: it is allowed when memory is full, and so is then all that follows in the same script.
local function finish(level, id, lease, used)
  local is_open = tonumber(redis.call('ZSCORE', level.leases, id) or 0) >= 0
  redis.call('ZREM', level.leases, id)
  redis.call('HDEL', level.amounts, id)
  local state, tokens, money = level.state, used[4], used[5]
  if is_open then
    hold(state, lease, -1)
  else
    tokens, money = tokens - lease[6], money - lease[7]
  end
  local requests = used[1] - lease[1]
  drain(state, 1, requests)
  drain(state, 2, used[2])
  drain(state, 3, used[3])
  spend_under(state, lease, requests, tokens, money)
end
