package dev.weir.simulator;

import dev.weir.simulator.Prompt.Lifetime;
import dev.weir.simulator.Prompt.PromptSegment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The prompt cache: a prefix that ends at a breakpoint is written once and read while it lives. It holds at most
 * {@link #MOST_ENTRIES} prefixes and evicts the least recently used one. Single-threaded.
 *
 * <p>Source: Messages API, prompt caching.
 */
final class PromptCache {
    /** How many prefixes are held. */
    static final int MOST_ENTRIES = 10_000;

    private static final int LOOK_BACK = 20;

    private final Clock clock;
    private final Map<String, CachedPrefix> entries = new LinkedHashMap<>(16, 0.75f, true);

    PromptCache(Clock clock) {
        this.clock = clock;
    }

    /** Reads and writes the prefixes of the prompt's breakpoints, and returns these counts; the output is 0. */
    SimulatedUsage use(String model, Prompt prompt) {
        List<PromptSegment> segments = prompt.segments();
        int[] upTo = sums(segments);
        int read = longestRead(model, segments);
        int covered = read;
        int fiveMinutes = 0;
        int oneHour = 0;
        for (int at = 0; at < segments.size(); at++) {
            Lifetime lifetime = segments.get(at).breakpoint().orElse(null);
            if (lifetime == null || upTo[at + 1] < SimulatedModels.cacheMinimum(model)) {
                continue;
            }
            put(key(model, segments.get(at)), lifetime);
            int written = Math.max(0, upTo[at + 1] - upTo[covered]);
            fiveMinutes += lifetime == Lifetime.FIVE_MINUTES ? written : 0;
            oneHour += lifetime == Lifetime.ONE_HOUR ? written : 0;
            covered = Math.max(covered, at + 1);
        }
        int rest = upTo[segments.size()] - upTo[covered];
        return new SimulatedUsage(rest, fiveMinutes, oneHour, upTo[read], 0);
    }

    /** Returns the number of segments in the longest prefix that is cached and within reach of a breakpoint. */
    private int longestRead(String model, List<PromptSegment> segments) {
        for (int breakpoint = segments.size() - 1; breakpoint >= 0; breakpoint--) {
            if (segments.get(breakpoint).breakpoint().isEmpty()) {
                continue;
            }
            for (int at = breakpoint; at >= 0 && at > breakpoint - LOOK_BACK; at--) {
                if (refresh(key(model, segments.get(at)))) {
                    return at + 1;
                }
            }
        }
        return 0;
    }

    private static int[] sums(List<PromptSegment> segments) {
        int[] upTo = new int[segments.size() + 1];
        for (int at = 0; at < segments.size(); at++) {
            upTo[at + 1] = upTo[at] + segments.get(at).tokens();
        }
        return upTo;
    }

    private static String key(String model, PromptSegment segment) {
        return model + ' ' + segment.prefix();
    }

    private boolean refresh(String key) {
        CachedPrefix entry = entries.get(key);
        Instant now = clock.instant();
        if (entry == null || !entry.expires().isAfter(now)) {
            return false;
        }
        entries.put(key, new CachedPrefix(entry.lifetime(), now.plus(entry.lifetime())));
        return true;
    }

    private void put(String key, Lifetime lifetime) {
        Duration time = lifetime == Lifetime.ONE_HOUR ? Duration.ofHours(1) : Duration.ofMinutes(5);
        entries.put(key, new CachedPrefix(time, clock.instant().plus(time)));
        if (entries.size() > MOST_ENTRIES) {
            entries.remove(entries.keySet().iterator().next());
        }
    }

    private record CachedPrefix(Duration lifetime, Instant expires) {}
}
