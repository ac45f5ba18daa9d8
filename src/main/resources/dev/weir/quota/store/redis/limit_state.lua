-- How the limits of a level stand, once it was brought to now.

-- What leases hold of what a limit counts; requests are never held.
local function held_of(state, kind)
  return COUNTS[kind] > 1 and state[HELD + COUNTS[kind]] or 0
end

-- What a limit has left for new holds; negative where it is exceeded.
local function left(level, limit)
  local state, kind = level.state, limit.kind
  if kind <= LAST_BUCKET then
    return math.floor(state[4 * kind - 3] / PARTS) - held_of(state, kind)
  end
  if kind ~= CONCURRENT then
    return limit.max - state[USED_AT[kind]] - held_of(state, kind)
  end
  return limit.max - level.open
end

-- When a bucket has refilled up to some parts.
local function refilled_at(state, limit, parts)
  return now + (limit.max > 0 and steps(parts - state[4 * limit.kind - 3], limit.max) or PARTS)
end

-- Adds used, held and the time of the reset of each limit to a reply.
local function report(reply, level)
  local state = level.state
  for _, limit in ipairs(level.limits) do
    local kind, used, held, reset = limit.kind, level.open, 0, -1
    if kind <= LAST_BUCKET then
      used = limit.size - math.floor(state[4 * kind - 3] / PARTS)
      held = held_of(state, kind)
      reset = refilled_at(state, limit, limit.size * PARTS)
    elseif kind ~= CONCURRENT then
      used, held = state[USED_AT[kind]], held_of(state, kind)
      reset = state[ENDS_AT[kind]]
    end
    reply[#reply + 1] = used
    reply[#reply + 1] = held
    reply[#reply + 1] = reset
  end
end

-- Returns {code, now, open leases of each level, used, held, reset of each limit}, levels in the order of the keys.
local function snapshot(code, levels)
  local reply = {code, now}
  for _, level in ipairs(levels) do
    reply[#reply + 1] = level.open
  end
  for _, level in ipairs(levels) do
    report(reply, level)
  end
  return reply
end
