package dev.weir.upstream.keys;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.messages.Hash64;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One of Weir's own credentials at an upstream, and its state. Safe for use by many threads.
 *
 * <p>A key that was taken out of use stays out until its date, or for five minutes; then one request tries it. A key
 * whose secret has changed meanwhile is in use again at once.
 */
public final class PoolKey {
    static final Duration PROBE_INTERVAL = Duration.ofMinutes(5);

    /** More models than any account has. Callers may name any model, so the number must be bounded. */
    private static final int MOST_MODELS = 64;

    private final String upstream;
    private final String name;
    private final Supplier<String> secret;
    private final CircuitBreaker connections;
    private final long hash;
    private final Cache<String, ModelState> models = Caffeine.newBuilder()
            .maximumSize(MOST_MODELS)
            .executor(Runnable::run)
            .build();
    private final Map<RateLimitKind, Headroom.ReportedLimit> reported = new ConcurrentHashMap<>();
    private volatile Optional<OutUntil> out = Optional.empty();
    private OptionalLong warnedAt = OptionalLong.empty();

    /** Until when a key is out, and the secret that it had then. */
    private record OutUntil(String secret, long probeAt) {
        @Override
        public String toString() {
            return "OutUntil[" + probeAt + "]";
        }
    }

    /**
     * Makes a key that is in use.
     *
     * @param secret the credential as it is now; read for each request, as its file may change
     * @param connections the breaker of the upstream, which its keys share
     */
    PoolKey(String upstream, String name, Supplier<String> secret, CircuitBreaker connections) {
        this.upstream = upstream;
        this.name = name;
        this.secret = secret;
        this.connections = connections;
        this.hash = Hash64.of(upstream, name);
    }

    /** Makes the keys of one upstream, all in use. */
    public static List<PoolKey> ofUpstream(String upstream, List<UpstreamKey> keys, BreakerConfig breaker) {
        CircuitBreaker connections = new CircuitBreaker(breaker.minAttempts());
        return keys.stream()
                .map(key -> new PoolKey(upstream, key.name(), key.secret(), connections))
                .toList();
    }

    /** Returns the name of the upstream. */
    public String upstream() {
        return upstream;
    }

    /** Returns the key's name in logs and metrics. */
    public String name() {
        return name;
    }

    /** Returns the credential as it is now. */
    public String secret() {
        return secret.get();
    }

    /** Returns whether requests use the key. */
    public boolean isInUse() {
        Optional<OutUntil> now = out;
        if (now.isEmpty()) {
            return true;
        }
        if (now.get().secret().equals(secret.get())) {
            return false;
        }
        out = Optional.empty();
        return true;
    }

    /** Returns what is left of a limit, as the upstream reported last; absent if it never did. */
    public OptionalLong remaining(RateLimitKind kind) {
        Headroom.ReportedLimit last = reported.get(kind);
        return last == null ? OptionalLong.empty() : OptionalLong.of(last.remaining());
    }

    /** Returns how the key stands at a moment of the pool's clock. */
    KeyStatus status(long nanos) {
        List<ModelState> states = List.copyOf(models.asMap().values());
        Duration untilProbe = out.filter(_ -> !isInUse())
                .map(left -> Duration.ofNanos(Math.max(0, left.probeAt() - nanos)))
                .orElse(Duration.ZERO);
        return new KeyStatus(
                upstream,
                name,
                isInUse(),
                untilProbe,
                connections.isOpen(),
                connections.untilProbe(nanos),
                (int) states.stream().filter(each -> each.overload().isOpen()).count(),
                (int) states.stream().filter(each -> each.isResting(nanos)).count(),
                Stream.of(RateLimitKind.values())
                        .map(reported::get)
                        .filter(Objects::nonNull)
                        .map(limit -> new KeyStatus.StatedLimit(limit.kind(), limit.limit(), limit.remaining()))
                        .toList());
    }

    long hash() {
        return hash;
    }

    CircuitBreaker connections() {
        return connections;
    }

    /** Returns the state of the key for a model. */
    ModelState state(String model) {
        return models.get(model, _ -> new ModelState(connections.withSameSettings()));
    }

    /** Takes the key out of use; returns whether it was in use. */
    synchronized boolean takeOut(long probeAt) {
        boolean was = isInUse();
        out = Optional.of(new OutUntil(secret.get(), probeAt));
        return was;
    }

    /** Puts the key back into use; returns whether it was out. */
    synchronized boolean bringBack() {
        boolean was = out.isPresent();
        out = Optional.empty();
        return was;
    }

    /** Lets one request try a key that is out; the next one after {@link #PROBE_INTERVAL}. */
    synchronized boolean takeProbe(long nanos) {
        Optional<OutUntil> now = out;
        if (now.isEmpty() || now.get().probeAt() - nanos > 0) {
            return false;
        }
        out = Optional.of(new OutUntil(now.get().secret(), nanos + PROBE_INTERVAL.toNanos()));
        return true;
    }

    /** Returns whether to log now that the last key fails: at most once in {@link #PROBE_INTERVAL}. */
    synchronized boolean warnAsLast(long nanos) {
        boolean due = warnedAt.isEmpty() || nanos - warnedAt.getAsLong() >= PROBE_INTERVAL.toNanos();
        if (due) {
            warnedAt = OptionalLong.of(nanos);
        }
        return due;
    }

    void updateRemaining(Headroom headroom) {
        headroom.limits().forEach(limit -> reported.put(limit.kind(), limit));
    }

    @Override
    public String toString() {
        return upstream + "/" + name;
    }
}
