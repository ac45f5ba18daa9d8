-- How the limits of a level stand, once it was brought to now.

-- What a limit has left for new holds; negative where it is exceeded.
local function left(level, limit)
  local state, kind = level.state, limit.kind
  if kind <= LAST_BUCKET then
    local held = COUNTS[kind] > 1 and state[HELD + COUNTS[kind]] or 0
    return math.floor(state[4 * kind - 3] / PARTS) - held
  end
  if kind <= LAST_PERIOD then
    return limit.max - state[USED + kind] - state[HELD + COUNTS[kind]]
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
      held = COUNTS[kind] > 1 and state[HELD + COUNTS[kind]] or 0
      reset = refilled_at(state, limit, limit.size * PARTS)
    elseif kind <= LAST_PERIOD then
      used, held = state[USED + kind], state[HELD + COUNTS[kind]]
      reset = state[kind <= LAST_OF_DAY and DAY_END or MONTH_END]
    end
    reply[#reply + 1] = used
    reply[#reply + 1] = held
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
