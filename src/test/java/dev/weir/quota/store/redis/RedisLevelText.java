package dev.weir.quota.store.redis;

import dev.weir.quota.store.LimitOwner;
import io.vertx.redis.client.Command;
import java.util.ArrayList;
import java.util.List;

/**
 * All that Redis keeps of levels, as text that is the same as that of the store in memory where they hold the same; but
 * not when keys expire or are pruned next.
 */
final class RedisLevelText {
    /** KEYS: state, leases, amounts of each level. Reply: a text for each. */
    private static final String DUMP = """
            local BUCKETS = {
              'REQUESTS_PER_MINUTE', 'INPUT_TOKENS_PER_MINUTE', 'OUTPUT_TOKENS_PER_MINUTE', 'COUNT_TOKENS_PER_MINUTE'
            }
            local OLDER = {'TOKENS_PER_DAY', 'USD_PER_DAY', 'TOKENS_PER_MONTH', 'USD_PER_MONTH'}
            local NEWER = {'REQUESTS_PER_DAY', 'REQUESTS_PER_MONTH', 'TOKENS_PER_WEEK', 'USD_PER_WEEK'}
            local NAMES = {[36] = 'WEEK ends', [37] = 'SESSION ends'}
            local HIDES_ZERO = {[36] = true, [37] = true}
            local function name(from, suffix, names)
              for n, text in ipairs(names) do NAMES[from + n - 1] = text .. suffix end
            end
            for n, kind in ipairs(BUCKETS) do
              name(4 * n - 3, '', {kind .. ' parts', kind .. ' at', kind .. ' per minute', kind .. ' size'})
            end
            name(17, ' used', OLDER)
            name(21, '', {
              'DAY ends', 'MONTH ends', 'INPUT_TOKENS held', 'OUTPUT_TOKENS held', 'BUDGET_TOKENS held', 'NANO_USD held'
            })
            for n = 21, 26 do HIDES_ZERO[n] = true end
            name(29, ' used', NEWER)
            name(33, ' used', {'SESSION_REQUESTS', 'SESSION_TOKENS', 'SESSION_USD'})
            name(38, ' told', OLDER)
            name(42, ' told', NEWER)
            local texts = {}
            local function int(number) return string.format('%.0f', number) end
            local function joined(pairs) table.sort(pairs) return table.concat(pairs, '; ') end
            for base = 1, #KEYS, 3 do
              local packed, state = redis.call('GET', KEYS[base]), {}
              for n, value in ipairs(packed and cmsgpack.unpack(packed) or {}) do
                if NAMES[n] and value and not (HIDES_ZERO[n] and value == 0) then
                  state[#state + 1] = NAMES[n] .. '=' .. int(value)
                end
              end
              local scored, leases = redis.call('ZRANGE', KEYS[base + 1], 0, -1, 'WITHSCORES'), {}
              for n = 1, #scored, 2 do leases[#leases + 1] = scored[n] .. '=' .. int(tonumber(scored[n + 1])) end
              local packed, amounts = redis.call('HGETALL', KEYS[base + 2]), {}
              for n = 1, #packed, 2 do
                local numbers = cmsgpack.unpack(packed[n + 1])
                for i, number in ipairs(numbers) do numbers[i] = int(i > 7 and number * 1000 or number) end
                amounts[#amounts + 1] = packed[n] .. '=' .. table.concat(numbers, ',')
              end
              texts[#texts + 1] = joined(state) .. ' | ' .. joined(leases) .. ' | ' .. joined(amounts)
            end
            return texts
            """;

    private RedisLevelText() {}

    /** Returns a text for each level. */
    static List<String> of(RawRedis redis, List<LimitOwner> owners) {
        List<String> arguments = new ArrayList<>(List.of(DUMP, Integer.toString(3 * owners.size())));
        owners.forEach(owner -> arguments.addAll(RedisLoss.keys(owner).all()));
        return redis.command(Command.EVAL, arguments.toArray(String[]::new)).stream()
                .map(Object::toString)
                .toList();
    }
}
