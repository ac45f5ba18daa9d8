package dev.weir.quota.store;

import io.vertx.redis.client.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that is known of a level, as text that is the same for Redis and the mirror where they hold the same; but not when keys expire or are pruned next. */
final class LevelText {
    /** KEYS: state, leases, amounts of each level. Reply: a text for each. */
    private static final String DUMP = """
            local NAMES = {'rl', 'rt', 'rm', 'rs', 'il', 'it', 'im', 'is', 'ol', 'ot', 'om', 'os', 'cl', 'ct', 'cm', 'cs',
              'dt', 'dd', 'mt', 'md', 'de', 'me', 'hi', 'ho', 'ht', 'hd'}
            local texts = {}
            local function int(number) return string.format('%.0f', number) end
            local function joined(pairs) table.sort(pairs) return table.concat(pairs, ' ') end
            for base = 1, #KEYS, 3 do
              local packed, state = redis.call('GET', KEYS[base]), {}
              for n, value in ipairs(packed and cmsgpack.unpack(packed) or {}) do
                if NAMES[n] and value and not (n > 20 and value == 0) then state[#state + 1] = NAMES[n] .. '=' .. int(value) end
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

    private static final Set<String> ZERO_IS_NOTHING = Set.of("de", "me", "hi", "ho", "ht", "hd");

    private LevelText() {}

    static List<String> inRedis(RawRedis redis, List<Keys> levels) {
        List<String> arguments = new ArrayList<>(List.of(DUMP, Integer.toString(3 * levels.size())));
        levels.forEach(keys -> arguments.addAll(keys.all()));
        return redis.command(Command.EVAL, arguments.toArray(String[]::new)).stream()
                .map(Object::toString)
                .toList();
    }

    static List<String> inMirror(MirrorQuotaStore mirror, List<Keys> levels) {
        return levels.stream().map(keys -> text(mirror.level(keys.state()))).toList();
    }

    private static String text(MirrorLevel level) {
        Map<String, String> amounts = new TreeMap<>();
        level.amounts().forEach((id, lease) -> amounts.put(id, text(lease)));
        Map<String, Long> state = new TreeMap<>(level.state());
        state.entrySet().removeIf(field -> ZERO_IS_NOTHING.contains(field.getKey()) && field.getValue() == 0);
        return joined(state) + " | " + joined(level.scores()) + " | " + joined(amounts);
    }

    private static String text(MirrorLease lease) {
        return Stream.concat(
                        Stream.of(Part.values()).map(lease::held),
                        Stream.of(lease.chargeTokens(), lease.chargeMoney(), lease.dayEnd(), lease.monthEnd()))
                .map(Object::toString)
                .collect(Collectors.joining(","));
    }

    private static String joined(Map<String, ?> entries) {
        return entries.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .sorted()
                .collect(Collectors.joining(" "));
    }
}
