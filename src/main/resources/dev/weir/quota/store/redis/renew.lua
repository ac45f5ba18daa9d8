-- Keeps leases of one team open, and opens those again that have expired; passes over those that are settled. Atomic
-- because a script is.
-- KEYS  state, leases, amounts of each level that any of the leases is in
-- ARGV  1 for each lease: lease time, whether it holds something else from now on (1, else 0), amounts to hold then
--         (requests stay as they are), budget tokens and nano-dollars to charge on expiry, and its levels: count, then
--         the number of each, and whether it is charged on expiry (1, else 0)   from 2 on the lease ids
-- Reply {how often a level knew a lease}
-- Complexity O(levels * log leases) for each lease; callers send at most 200, and 1,000
-- levels.
local levels, kept = {}, 0

local function extend(level, id, time, amounts, tokens, money)
  local state, lease = level.state, lease_of(level, id)
  if level.is_new or not lease then
    return
  end
  if tonumber(redis.call('ZSCORE', level.leases, id) or 0) >= 0 then
    hold(state, lease, -1)
  else
    spend_under(state, lease, 0, -lease[6], -lease[7])
  end
  if amounts then
    lease[2], lease[3], lease[4], lease[5] = amounts[2], amounts[3], amounts[4], amounts[5]
  end
  lease[6], lease[7] = tokens, money
  hold(state, lease, 1)
  put(level, id, lease, now + time)
  level.latest = math.max(level.latest or now, now + time)
  kept = kept + 1
end

for n = 1, #KEYS / 3 do
  levels[n] = read(3 * n - 2)
end
for n = 2, CLOCK_IS_ARGUMENT and #ARGV - 1 or #ARGV do
  local time, is_other, amounts = number(), number() == 1, read_amounts()
  local tokens, money = number(), number()
  for _ = 1, number() do
    local level, is_charged_here = levels[number()], number() == 1
    extend(
      level, ARGV[n], time, is_other and amounts, is_charged_here and tokens or 0, is_charged_here and money or 0)
  end
end
for _, level in ipairs(levels) do
  if level.latest then
    save(level, level.latest)
  end
end
return encoded({kept})
