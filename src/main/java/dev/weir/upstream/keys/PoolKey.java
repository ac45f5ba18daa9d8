package dev.weir.upstream.keys;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.messages.Hash64;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * One of Weir's own credentials at an upstream, and how it stands. Safe for use by many threads.
 *
 * <p>A key that is out is left alone until its date, or for five minutes, then one request tries it. One whose secret
 * has changed meanwhile is in use again at once.
 */
public final class PoolKey {
    static final Duration PROBE_INTERVAL = Duration.ofMinutes(5);

    /** More models than any account has; callers may name any, so that their number must be bounded. */
    private static final int MOST_MODELS = 64;

    private static final long NOT_STATED = -1;

    private final String upstream;
    private final String name;
    private final Supplier<String> secret;
    private final CircuitBreaker connections;
    private final long hash;
    private final Cache<String, ModelStanding> models = Caffeine.newBuilder()
            .maximumSize(MOST_MODELS)
            .executor(Runnable::run)
            .build();
    private final Map<RateLimitKind, Long> remaining = new ConcurrentHashMap<>();
    private volatile Optional<OutUntil> out = Optional.empty();
    private OptionalLong warnedAt = OptionalLong.empty();

    /** Why and until when a key is out, and the secret it had then. */
    private record OutUntil(String secret, long probeAt) {
        @Override
        public String toString() {
            return "OutUntil[" + probeAt + "]";
        }
    }

    /**
     * Makes a key that is in use.
     *
     * @param secret the credential as it is now; asked for each request, as its file may change
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

    /** Returns what is left of a limit, as the upstream said last; absent where it never did. */
    public OptionalLong remaining(RateLimitKind kind) {
        long left = remaining.getOrDefault(kind, NOT_STATED);
        return left == NOT_STATED ? OptionalLong.empty() : OptionalLong.of(left);
    }

    long hash() {
        return hash;
    }

    CircuitBreaker connections() {
        return connections;
    }

    /** Returns how the key stands for a model. */
    ModelStanding standing(String model) {
        return models.get(model, _ -> new ModelStanding(connections.another()));
    }

    /** Takes the key out; returns whether it was in use. */
    synchronized boolean takeOut(long probeAt) {
        boolean was = isInUse();
        out = Optional.of(new OutUntil(secret.get(), probeAt));
        return was;
    }

    /** Brings the key back; returns whether it was out. */
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

    /** Returns whether whoever runs Weir is to be told now that the last key fails: at most once in a while. */
    synchronized boolean warnAsLast(long nanos) {
        boolean due = warnedAt.isEmpty() || nanos - warnedAt.getAsLong() >= PROBE_INTERVAL.toNanos();
        if (due) {
            warnedAt = OptionalLong.of(nanos);
        }
        return due;
    }

    void stated(Headroom headroom) {
        headroom.limits().forEach(limit -> remaining.put(limit.kind(), limit.remaining()));
    }

    @Override
    public String toString() {
        return upstream + "/" + name;
    }
}
