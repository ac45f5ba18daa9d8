package dev.weir.metering;

import dev.weir.messages.Operation;
import dev.weir.messages.Provenance;
import dev.weir.pricing.NanoUsd;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The meters of the data path, by name.
 *
 * <p>Every meter is bound once, when its labels are first seen, and found again in a map. Labels are closed sets: names
 * from policy and settings, ids of the price table, enums, and statuses. Labels beyond a bound count as {@code other}.
 * Safe for any thread.
 */
public final class WeirMetrics {
    /** The team of a request whose key is not known. */
    public static final String NO_TEAM = "none";

    /** The label for all labels beyond the bounds. */
    public static final String OTHER = "other";

    static final int MAX_REQUEST_SERIES = 10_000;
    static final int MAX_MODEL_USES = 2_000;
    static final int MAX_LATENCIES = 500;
    static final int MAX_ATTEMPT_SERIES = 2_000;
    static final int MAX_TEAMS = 2_000;
    static final int MAX_RETRY_REASONS = 50;

    private static final int LOWEST_STATUS = 100;
    private static final int HIGHEST_STATUS = 599;

    private final BoundedMeters<RequestLabels, Counter> requests;
    private final BoundedMeters<ModelUse.UseLabels, ModelUse> uses;
    private final BoundedMeters<Latencies.LatencyLabels, Latencies> latencies;
    private final BoundedMeters<AttemptLabels, Counter> attempts;
    private final BoundedMeters<String, Counter> identityMismatches;
    private final BoundedMeters<String, Counter> retries;
    private final BoundedMeters<UncertainLabels, Counter> uncertainCost;
    private final BoundedMeters<MissLabels, Counter> cacheMisses;
    private final MeterRegistry registry;
    private final RemovedCounts removed = new RemovedCounts();
    private final Map<Phase, Timer> overhead;
    private final Map<MeteringPart, Counter> failures;
    private final Counter unknownPrice;

    /** Binds to a registry; {@code version} is that of the program. */
    public WeirMetrics(MeterRegistry registry, InFlight inFlight, String version) {
        this.registry = registry;
        requests = new BoundedMeters<>(
                MAX_REQUEST_SERIES, RequestLabels::folded, labels -> registry.counter("weir.requests", labels.tags()));
        uses = new BoundedMeters<>(
                MAX_MODEL_USES, ModelUse.UseLabels::folded, labels -> new ModelUse(registry, labels));
        latencies = new BoundedMeters<>(
                MAX_LATENCIES, Latencies.LatencyLabels::folded, labels -> new Latencies(registry, labels));
        attempts = new BoundedMeters<>(
                MAX_ATTEMPT_SERIES,
                AttemptLabels::folded,
                labels -> registry.counter("weir.upstream.attempts", labels.tags()));
        identityMismatches = new BoundedMeters<>(
                MAX_TEAMS, _ -> OTHER, team -> registry.counter("weir.identity.mismatch", "team", team));
        retries = new BoundedMeters<>(
                MAX_RETRY_REASONS, _ -> OTHER, reason -> registry.counter("weir.retries", "reason", reason));
        uncertainCost = new BoundedMeters<>(
                MAX_TEAMS,
                UncertainLabels::folded,
                labels -> registry.counter("weir.cost.uncertain.usd", labels.tags()));
        cacheMisses = new BoundedMeters<>(
                MAX_MODEL_USES, MissLabels::folded, labels -> registry.counter("weir.cache.misses", labels.tags()));
        overhead = bound(Phase.class, phase -> Latencies.overhead(registry, phase));
        failures = bound(MeteringPart.class, part -> registry.counter("weir.metering.failures", "part", part.label()));
        unknownPrice = registry.counter("weir.unknown.price");
        gauge(registry, "weir.requests.in.flight", inFlight.requests());
        gauge(registry, "weir.streams.in.flight", inFlight.streams());
        gauge(registry, "weir.body.bytes.in.flight", inFlight.bodyBytes());
        gauge(registry, "weir.connections.open", inFlight.connections());
        counter(registry, "weir.connections.refused", inFlight.connectionsClosedAtOnce());
        Gauge.builder("weir.build.info", () -> 1).tag("version", version).register(registry);
    }

    private record RequestLabels(Operation operation, String team, String model, String status, Outcome outcome) {
        RequestLabels folded() {
            return new RequestLabels(operation, OTHER, OTHER, status, outcome);
        }

        Tags tags() {
            return Tags.of(
                    "operation", operation.label(),
                    "team", team,
                    "model", model,
                    "status", status,
                    "outcome", outcome.label());
        }
    }

    private record UncertainLabels(String team, Provenance provenance) {
        UncertainLabels folded() {
            return new UncertainLabels(OTHER, provenance);
        }

        Tags tags() {
            return Tags.of("team", team, "provenance", provenance.label());
        }
    }

    private record MissLabels(String team, String model, CacheMiss reason) {
        MissLabels folded() {
            return new MissLabels(OTHER, OTHER, reason);
        }

        Tags tags() {
            return Tags.of("team", team, "model", model, "reason", reason.label());
        }
    }

    private record AttemptLabels(String upstream, String key, String status) {
        AttemptLabels folded() {
            return new AttemptLabels(OTHER, OTHER, status);
        }

        Tags tags() {
            return Tags.of("upstream", upstream, "key", key, "status", status);
        }
    }

    /** Makes the series of a key's rejection at 0, so that an alert sees the first one as an increase. */
    public void mayBeRejected(String upstream, String key) {
        attempts.get(new AttemptLabels(upstream, key, ErrorReason.KEY_REJECTED.label()));
    }

    /** Counts an attempt that the upstream responded to with a status. */
    public void upstreamResponded(String upstream, String key, int status) {
        attempts.get(new AttemptLabels(upstream, key, statusLabel(status))).increment();
    }

    /**
     * Counts an attempt without a response for the client.
     *
     * @param status the cause, of a closed set, in place of a status
     */
    public void upstreamFailed(String upstream, String key, String status) {
        attempts.get(new AttemptLabels(upstream, key, status)).increment();
    }

    /** Counts a request that is sent again; {@code reason} is one of a closed set. */
    public void retried(String reason) {
        retries.get(reason).increment();
    }

    /** Counts a request of a bound key whose body named another user. */
    public void identityMismatch(String team) {
        identityMismatches.get(team).increment();
    }

    /**
     * Forgets the series of all teams but these and {@value #NO_TEAM}; to be called when the policy has changed, so
     * that teams that come and go leave nothing behind.
     */
    public void retainTeams(Set<String> teams) {
        Predicate<String> isKept = team -> teams.contains(team) || team.equals(NO_TEAM) || team.equals(OTHER);
        synchronized (removed) {
            requests.retain(labels -> isKept.test(labels.team()), this::remove);
            identityMismatches.retain(isKept, this::remove);
            uncertainCost.retain(labels -> isKept.test(labels.team()), this::remove);
            cacheMisses.retain(labels -> isKept.test(labels.team()), this::remove);
            uses.retain(labels -> isKept.test(labels.team()), use -> use.all().forEach(this::remove));
        }
    }

    private void remove(Counter counter) {
        registry.remove(counter);
        removed.add(counter);
    }

    /** Reads every meter, with what was counted for teams that are gone. */
    public MeterReading read() {
        synchronized (removed) {
            return MeterReading.of(registry, removed);
        }
    }

    void uncertainCost(String team, Provenance provenance, NanoUsd cost) {
        uncertainCost.get(new UncertainLabels(team, provenance)).increment(ModelUse.usd(cost));
    }

    void cacheMiss(String team, String model, CacheMiss reason) {
        cacheMisses.get(new MissLabels(team, model, reason)).increment();
    }

    void request(Operation operation, String team, String model, int status, Outcome outcome) {
        requests.get(new RequestLabels(operation, team, model, statusLabel(status), outcome))
                .increment();
    }

    ModelUse use(String team, String model) {
        return uses.get(new ModelUse.UseLabels(team, model));
    }

    Latencies latencies(Operation operation, String model) {
        return latencies.get(new Latencies.LatencyLabels(operation, model));
    }

    void overhead(Phase phase, long nanos) {
        Objects.requireNonNull(overhead.get(phase)).record(nanos, TimeUnit.NANOSECONDS);
    }

    void unknownPrice() {
        unknownPrice.increment();
    }

    void failed(MeteringPart part) {
        Objects.requireNonNull(failures.get(part)).increment();
    }

    private static String statusLabel(int status) {
        return status < LOWEST_STATUS || status > HIGHEST_STATUS ? OTHER : Integer.toString(status);
    }

    private static <E extends Enum<E>, M> Map<E, M> bound(Class<E> labels, Function<E, M> bind) {
        var meters = new EnumMap<E, M>(labels);
        for (var label : labels.getEnumConstants()) {
            meters.put(label, bind.apply(label));
        }
        return meters;
    }

    private static void gauge(MeterRegistry registry, String name, LongSupplier value) {
        Gauge.builder(name, value::getAsLong).register(registry);
    }

    /** Registers a counter whose value is read at each scrape. */
    private static void counter(MeterRegistry registry, String name, LongSupplier value) {
        FunctionCounter.builder(name, registry, _ -> value.getAsLong()).register(registry);
    }
}
