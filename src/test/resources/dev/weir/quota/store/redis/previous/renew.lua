-- Keeps leases of one team open, and opens those again that have expired; passes over those that are settled. Atomic
-- because a script is.
-- KEYS  1-3 state, leases, amounts of the team   then for each lease those of its user
-- ARGV  1 for each lease: lease time, whether it holds something else from now on (1, else 0), amounts to hold then
--         (requests stay as they are), budget tokens and nano-dollars to charge on expiry   from 2 on the lease ids
-- Reply {the number of leases kept open}
-- Complexity O(log leases) for each lease; callers send at most 200.
-- Returns whether the level knows the lease.
local function extend(level, id, time, is_told, amounts, tokens, money)
  local state, lease = level.state, lease_of(level, id)
  if level.is_new or not lease then
    return false
  end
  if tonumber(redis.call('ZSCORE', level.leases, id) or 0) >= 0 then
    hold(state, lease, -1)
  else
    spend_under(state, lease, -lease[6], -lease[7])
  end
  if is_told then
    lease[2], lease[3], lease[4], lease[5] = amounts[2], amounts[3], amounts[4], amounts[5]
  end
  lease[6], lease[7] = tokens, money
  hold(state, lease, 1)
  put(level, id, lease, now + time)
  return true
end

local team, kept, latest = read(1), 0, now
for n = 2, #KEYS / 3 do
  local id, user = ARGV[n], read(3 * n - 2)
  local time, is_told, amounts, tokens, money = number(), number() == 1, read_amounts(), number(), number()
  if extend(user, id, time, is_told, amounts, tokens, money) then
    save(user, now + time)
  end
  if extend(team, id, time, is_told, amounts, tokens, money) then
    kept, latest = kept + 1, math.max(latest, now + time)
  end
end
if kept > 0 then
  save(team, latest)
end
return encoded({kept})
