package dev.weir.upstream.keys;

import dev.weir.upstream.keys.KeyChoice.BreakerOpen;
import dev.weir.upstream.keys.KeyChoice.Cause;
import dev.weir.upstream.keys.KeyChoice.Chosen;
import dev.weir.upstream.keys.KeyQuery.Binding;
import dev.weir.upstream.retry.AttemptEnd;
import dev.weir.upstream.retry.Classification.KeyEffect;
import dev.weir.upstream.retry.OutcomeClassifier;
import io.vertx.core.MultiMap;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Chooses the key for each attempt from all keys of all upstreams, and keeps their state. Safe for use by many threads.
 *
 * <p>Keys of earlier upstreams go first; those of a later one are used while no earlier one is usable. The last key in
 * use is never taken out, and a key rests only while another is usable: without any key left, the upstream's error
 * response is more useful than one of ours.
 */
public final class KeyPool {
    private static final Logger LOG = Logger.getLogger(KeyPool.class);

    /** The shortest time between two readings of the rate limits in responses, for each key and model. */
    private static final long STATED_EVERY_NANOS = Duration.ofMillis(250).toNanos();

    private final List<KeyTier> tiers;
    private final List<PoolKey> keys;
    private final Clock clock;
    private final LongSupplier nanos;

    /**
     * Makes a pool.
     *
     * @param tiers at least one, in the order of use
     * @param nanos a clock that never goes back
     */
    public KeyPool(List<KeyTier> tiers, Clock clock, LongSupplier nanos) {
        this.tiers = List.copyOf(tiers);
        this.keys = tiers.stream().flatMap(tier -> tier.keys().stream()).toList();
        this.clock = clock;
        this.nanos = nanos;
    }

    /** Returns all keys. */
    public List<PoolKey> keys() {
        return keys;
    }

    /** Returns how every key stands now, in the order of use. */
    public List<KeyStatus> statuses() {
        long now = nanos.getAsLong();
        return keys.stream().map(key -> key.status(now)).toList();
    }

    /** Chooses the key for an attempt. */
    public KeyChoice choose(KeyQuery query) {
        long now = nanos.getAsLong();
        if (keys.size() == 1) {
            return permitted(query, keys, now);
        }
        if (query.binding() == Binding.STATE) {
            return permitted(query, holders(query), now);
        }
        Optional<PoolKey> probed = dueForProbe(query, now);
        if (probed.isPresent()) {
            return new Chosen(probed.get());
        }
        KeyQuery any = query.withAnyKey();
        return first(query, key -> isUsable(key, query.model(), now))
                .or(() -> first(any, key -> key.isInUse() && isClosed(key, query.model(), now)))
                .or(() -> first(any, key -> isClosed(key, query.model(), now)))
                .map(candidates -> permitted(query, candidates, now))
                .orElseGet(() -> open(any, now));
    }

    /** Returns whether a key that the query does not exclude is usable now. */
    public boolean hasOther(KeyQuery query) {
        if (keys.size() == 1 || query.binding() == Binding.STATE) {
            return false;
        }
        long now = nanos.getAsLong();
        return first(query, key -> isUsable(key, query.model(), now)).isPresent();
    }

    /** Returns all keys of an upstream. */
    public List<PoolKey> keysOf(String upstream) {
        return keys.stream().filter(key -> key.upstream().equals(upstream)).toList();
    }

    /** Updates the key after an attempt for {@code model}, which is empty where the request names none. */
    public void ended(PoolKey key, String model, AttemptEnd end, KeyEffect effect) {
        long now = nanos.getAsLong();
        switch (end) {
            case AttemptEnd.NotConnected _, AttemptEnd.TlsRejected _ -> {
                if (key.connections().failed(now)) {
                    LOG.warnf(
                            "Upstream %s: circuit breaker open, as connections fail."
                                    + " One attempt every %d s until one succeeds",
                            key.upstream(), CircuitBreaker.OPEN_FOR.toSeconds());
                }
            }
            case AttemptEnd.Responded _, AttemptEnd.ErrorEvent _ -> responded(key, model, end, now);
            case AttemptEnd.FirstByteLate _, AttemptEnd.Unusable _ -> connected(key, now);
            case AttemptEnd.ClosedEarly _, AttemptEnd.NoConnectionFree _, AttemptEnd.Cancelled _ -> {}
        }
        switch (effect) {
            case KeyEffect.None() -> accepted(key, end);
            case KeyEffect.Rest(Duration time) -> key.state(model).rest(time, now);
            case KeyEffect.Out(var reason, Optional<Instant> until) -> takeOut(key, reason.label(), until, now);
        }
    }

    /** Reads what is left of the key's rate limits from the headers of a response. */
    public void readRateLimits(PoolKey key, String model, MultiMap headers) {
        long now = nanos.getAsLong();
        ModelState state = key.state(model);
        Headroom before = state.headroom();
        if (before.limits().isEmpty() || now - before.seenNanos() > STATED_EVERY_NANOS) {
            Headroom latest = Headroom.of(headers, clock.instant(), now);
            if (!latest.limits().isEmpty()) {
                state.update(latest);
                key.updateRemaining(latest);
            }
        }
    }

    private void responded(PoolKey key, String model, AttemptEnd end, long now) {
        connected(key, now);
        CircuitBreaker overload = key.state(model).overload();
        if (!OutcomeClassifier.isOverload(end)) {
            overload.succeeded(now);
        } else if (overload.failed(now)) {
            LOG.warnf(
                    "Upstream key %s: circuit breaker open for one model, as it is overloaded."
                            + " One attempt every %d s until one succeeds",
                    key, CircuitBreaker.OPEN_FOR.toSeconds());
        }
    }

    private static void connected(PoolKey key, long now) {
        if (key.connections().succeeded(now)) {
            LOG.infof("Upstream %s is connected again; its circuit breaker is closed", key.upstream());
        }
    }

    private static void accepted(PoolKey key, AttemptEnd end) {
        boolean success = end instanceof AttemptEnd.Responded(int status, var _, var _) && status / 100 == 2;
        if (success && !key.isInUse() && key.bringBack()) {
            LOG.infof("Upstream key %s is in use again", key);
        }
    }

    private synchronized void takeOut(PoolKey key, String reason, Optional<Instant> until, long now) {
        boolean last = keys.stream().filter(other -> !other.equals(key)).noneMatch(PoolKey::isInUse);
        if (last) {
            if (key.warnAsLast(now)) {
                LOG.errorf("Upstream key %s should be taken out of use (%s), but it is the last one", key, reason);
            }
            return;
        }
        Duration wait = until.map(date -> Duration.between(clock.instant(), date))
                .filter(Duration::isPositive)
                .orElse(PoolKey.PROBE_INTERVAL);
        if (key.takeOut(now + wait.toNanos())) {
            Instant again = clock.instant().plus(wait).truncatedTo(ChronoUnit.SECONDS);
            LOG.errorf("Upstream key %s is out of use (%s) until a request tries it at %s", key, reason, again);
        }
    }

    /** Returns the keys that may hold what a request refers to; the affinity alone chooses among them. */
    private List<PoolKey> holders(KeyQuery query) {
        KeyQuery any = query.withAnyKey();
        return first(any, PoolKey::isInUse).or(() -> first(any, _ -> true)).orElse(keys);
    }

    private Optional<PoolKey> dueForProbe(KeyQuery query, long now) {
        for (PoolKey key : keys) {
            if (!key.isInUse() && isAllowed(key, query) && key.takeProbe(now)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    private static boolean isUsable(PoolKey key, String model, long now) {
        return key.isInUse() && isClosed(key, model, now) && !key.state(model).isResting(now);
    }

    private static boolean isClosed(PoolKey key, String model, long now) {
        return key.connections().mayPermit(now) && key.state(model).overload().mayPermit(now);
    }

    private static boolean isAllowed(PoolKey key, KeyQuery query) {
        return query.onlyUpstream().map(key.upstream()::equals).orElse(true)
                && !query.excluded().contains(key);
    }

    /** Returns the keys of the first tier that has any of these. */
    private Optional<List<PoolKey>> first(KeyQuery query, Predicate<PoolKey> wanted) {
        for (KeyTier tier : tiers) {
            List<PoolKey> found = new ArrayList<>(tier.keys().size());
            for (PoolKey key : tier.keys()) {
                if (isAllowed(key, query) && wanted.test(key)) {
                    found.add(key);
                }
            }
            if (!found.isEmpty()) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    private KeyChoice permitted(KeyQuery query, List<PoolKey> candidates, long now) {
        boolean weighted = query.binding() == Binding.CACHE;
        PoolKey key = Rendezvous.choose(
                candidates, query.affinity(), candidate -> weighted ? weight(candidate, query, now) : 1);
        boolean permit = key.connections().permit(now)
                && key.state(query.model()).overload().permit(now);
        return permit ? new Chosen(key) : open(query.withAnyKey(), now);
    }

    private static double weight(PoolKey key, KeyQuery query, long now) {
        return key.state(query.model()).headroom().weight(now);
    }

    private KeyChoice open(KeyQuery query, long now) {
        Duration soonest = CircuitBreaker.OPEN_FOR;
        boolean connected = false;
        for (PoolKey key : keys) {
            if (isAllowed(key, query)) {
                CircuitBreaker connections = key.connections();
                boolean reached = connections.mayPermit(now);
                CircuitBreaker closer = reached ? key.state(query.model()).overload() : connections;
                Duration wait = closer.untilProbe(now);
                soonest = wait.compareTo(soonest) < 0 ? wait : soonest;
                connected |= reached;
            }
        }
        return new BreakerOpen(connected ? Cause.OVERLOAD : Cause.CONNECT, soonest);
    }
}
