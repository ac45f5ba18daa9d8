-- Numbers and arguments; the loader puts this first, behind the line that sets CLOCK_IS_ARGUMENT.
--
-- ARGV[1] holds all numbers of a script call, each a big-endian integer of 8 bytes; ids follow; in tests the time comes
-- last. Times are milliseconds since 1970. All numbers are integers below 2^53, which Lua holds exactly. Amounts are
-- five numbers in a table: requests, input tokens, output tokens, budget tokens, nano-dollars.
local DAY = 86400000

local now
if CLOCK_IS_ARGUMENT then
  now = tonumber(ARGV[#ARGV])
else
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local numbers = {struct.unpack('>' .. string.rep('i8', #ARGV[1] / 8), ARGV[1])}
local position = 0

local function number()
  position = position + 1
  return numbers[position]
end

local function read_amounts()
  return {number(), number(), number(), number(), number()}
end

-- Reads the starts of the previous, the current, the next and the next but one period as the caller sees them.
-- Returns when the one ends that holds now on this clock, nil outside of them; and the latest end that a period in
-- force can have, whatever time zone it began in: zones are 26 hours apart at most, so in the last of these a month
-- that has begun elsewhere may be in force.
local APART = 26 * 3600000
local function read_period(is_month)
  local first, second, third, fourth = number(), number(), number(), number()
  if now < first or now >= fourth then
    return nil
  end
  local ends = now < second and second or now < third and third or fourth
  local next_end = ends == second and third or fourth
  local is_near = is_month and now + APART >= ends
  if is_near and ends == fourth then
    return nil -- the one after it is not among those given
  end
  return {ends = ends, latest = (is_near and next_end or ends) + APART}
end

-- Unpacks a table; nil where the text is cut short or is something else.
local function unpacked(packed)
  local is_sound, value = pcall(cmsgpack.unpack, packed)
  return is_sound and type(value) == 'table' and value or nil
end

-- Writes an integer whole; '..' would round it to 14 digits.
local function int(value)
  return string.format('%.0f', value)
end

-- Returns the reply of a script: all its numbers in one text.
local function encoded(reply)
  return struct.pack('>' .. string.rep('i8', #reply), unpack(reply))
end

-- The smallest whole number of steps that reach a distance; exact, as a quotient of numbers below 2^53 never rounds
-- to a whole one that it is not.
local function steps(distance, step)
  return math.ceil(math.max(0, distance) / step)
end
