-- What leases hold at a level. A lease is nine numbers: requests, input, output, budget tokens and nano-dollars held;
-- budget tokens and nano-dollars to be charged should it expire; ends of the day and the month it was admitted in, in
-- seconds, which are shorter.
-- Its requests were taken from the bucket when it was admitted; all else is held.

-- Adds what a lease holds to the level's sums, or takes it away with sign -1.
local function hold(state, lease, sign)
  for part = 2, 5 do
    state[HELD + part] = math.max(0, state[HELD + part] + sign * lease[part])
  end
end

-- Adds tokens and nano-dollars to the periods that a lease was admitted in.
local function spend_under(state, lease, tokens, money)
  spend(state, tokens, money, lease[8] * 1000, lease[9] * 1000)
end

-- Charges for leases that have expired, oldest first and at most so many: budgets what the lease carries for this case;
-- limits per minute nothing, while the request stays counted. They are remembered for a day, in case their caller
-- settles after all. A look only reckons and writes nothing.
local function prune(level, bound, is_look)
  local state = level.state
  if now <= state[NEXT] then
    return
  end
  local ids = redis.call(
    'ZRANGEBYSCORE', level.leases, '(' .. int(DAY - now), '(' .. int(now), 'WITHSCORES', 'LIMIT', 0, bound)
  for n = 1, #ids, 2 do
    local id, score = ids[n], tonumber(ids[n + 1])
    if score > 0 then
      local lease = cmsgpack.unpack(redis.call('HGET', level.amounts, id))
      hold(state, lease, -1)
      spend_under(state, lease, lease[6], lease[7])
    end
    if not is_look then
      level.dirty = true
      if score > 0 then
        redis.call('ZADD', level.leases, int(-now), id)
      else
        redis.call('ZREM', level.leases, id)
        redis.call('HDEL', level.amounts, id)
      end
    end
  end
  if is_look or #ids == 2 * bound then
    return
  end
  local open = redis.call('ZRANGEBYSCORE', level.leases, int(now), '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
  local expired = redis.call('ZREVRANGEBYSCORE', level.leases, '(0', '-inf', 'WITHSCORES', 'LIMIT', 0, 1)
  state[NEXT] = math.min(tonumber(open[2] or MOST), DAY - tonumber(expired[2] or -MOST))
end

-- Whether a charge was applied under an id within a day.
local function is_charged(marker)
  return tonumber(redis.call('GET', marker) or 0) > now
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
-- Returns whether there was such a lease.
local function finish(level, id, used)
  local packed = redis.call('HGET', level.amounts, id)
  if not packed then
    return false
  end
  local is_open = tonumber(redis.call('ZSCORE', level.leases, id) or 0) >= 0
  redis.call('ZREM', level.leases, id)
  redis.call('HDEL', level.amounts, id)
  local state, lease, tokens, money = level.state, cmsgpack.unpack(packed), used[4], used[5]
  if is_open then
    hold(state, lease, -1)
  else
    tokens, money = tokens - lease[6], money - lease[7]
  end
  drain(state, 1, used[1] - lease[1])
  drain(state, 2, used[2])
  drain(state, 3, used[3])
  spend_under(state, lease, tokens, money)
  return true
end
