package dev.weir.console.view;

import dev.weir.metering.MeterReading;
import dev.weir.settings.ShownUrl;
import dev.weir.upstream.UpstreamConfig;
import dev.weir.upstream.keys.KeyStatus;
import dev.weir.upstream.keys.KeyStatus.StatedLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The upstreams and Weir's own keys there.
 *
 * @param retryBudget which share of what the last ten seconds gave is left, and {@code budgetWidth} the same in percent
 * @param retries requests that were sent again, by why
 */
public record UpstreamsView(List<UpstreamShown> upstreams, Figure retryBudget, String budgetWidth, List<Fact> retries) {
    private static final double WIDTH = 100;
    private static final String ATTEMPTS = "weir_upstream_attempts_total";
    private static final String STATUS = "status";

    public UpstreamsView {
        upstreams = List.copyOf(upstreams);
        retries = List.copyOf(retries);
    }

    /** One upstream with its keys. */
    public record UpstreamShown(
            String name,
            String url,
            String priority,
            boolean isReachable,
            String untilProbe,
            Figure used,
            Figure idle,
            Figure waiting,
            List<UpstreamKeyRow> keys) {
        public UpstreamShown {
            keys = List.copyOf(keys);
        }
    }

    /** One key: its state in words, its attempts by what came of them, and what is left of its rate limits. */
    public record UpstreamKeyRow(
            String name,
            String state,
            String verdict,
            Figure attempts,
            Figure succeeded,
            Figure limited,
            Figure overloaded,
            Figure failed,
            List<HeadroomBar> limits) {
        public UpstreamKeyRow {
            limits = List.copyOf(limits);
        }
    }

    /** What the upstream said last is left of a rate limit. */
    public record HeadroomBar(String kind, Figure remaining, Figure limit, String width) {}

    /** Reads them, in the order of the settings' names. */
    public static UpstreamsView of(ConsoleSources sources) {
        MeterReading meters = sources.meters().get();
        List<KeyStatus> keys = sources.keys().get();
        List<UpstreamShown> shown = new ArrayList<>();
        new TreeMap<>(sources.config().upstreams())
                .forEach((name, config) -> shown.add(upstream(name, config, keys, meters)));
        Figure budget = Figure.count(meters, "weir_retry_budget_remaining_ratio", Map.of());
        double left = meters.sum("weir_retry_budget_remaining_ratio");
        List<Fact> retries = new ArrayList<>();
        meters.sums("weir_retries_total", "reason", Map.of())
                .forEach((reason, _) -> retries.add(
                        new Fact(reason, Figure.count(meters, "weir_retries_total", Map.of("reason", reason)))));
        return new UpstreamsView(
                shown, budget.shownAs(ShownAmount.percent(left)), Double.toString(left * WIDTH), retries);
    }

    private static UpstreamShown upstream(
            String name, UpstreamConfig config, List<KeyStatus> keys, MeterReading meters) {
        List<KeyStatus> own =
                keys.stream().filter(key -> key.upstream().equals(name)).toList();
        boolean isReachable = own.stream().noneMatch(KeyStatus::isUnreachable);
        return new UpstreamShown(
                name,
                ShownUrl.of(config.url()),
                config.priority().map(String::valueOf).orElse("by name"),
                isReachable,
                own.stream()
                        .findFirst()
                        .map(key -> ShownAmount.duration(key.untilReachableProbe()))
                        .orElse(ShownAmount.NONE),
                connections(name, "used", meters),
                connections(name, "idle", meters),
                connections(name, "waiting", meters),
                own.stream().map(key -> row(key, meters)).toList());
    }

    private static Figure connections(String upstream, String state, MeterReading meters) {
        return Figure.count(meters, "weir_upstream_connections", Map.of("upstream", upstream, "state", state));
    }

    private static UpstreamKeyRow row(KeyStatus key, MeterReading meters) {
        Map<String, String> own = Map.of("upstream", key.upstream(), "key", key.key());
        List<String> statuses = List.copyOf(meters.sums(ATTEMPTS, STATUS, own).keySet());
        return new UpstreamKeyRow(
                key.key(),
                key.isInUse() ? (isHeldBack(key) ? "warn" : "good") : "bad",
                verdict(key),
                Figure.count(meters, ATTEMPTS, own),
                counted(meters, own, statuses, "2\\d\\d"),
                counted(meters, own, statuses, "429"),
                counted(meters, own, statuses, "529"),
                counted(meters, own, statuses, "5(?!29)\\d\\d|\\D.*"),
                key.limits().stream().map(limit -> bar(limit, own, meters)).toList());
    }

    /** Counts the attempts whose status is like a pattern. */
    private static Figure counted(MeterReading meters, Map<String, String> own, List<String> statuses, String pattern) {
        List<String> alike =
                statuses.stream().filter(status -> status.matches(pattern)).toList();
        return alike.isEmpty() ? Figure.of("0", 0) : Figure.count(meters, ATTEMPTS, own, STATUS, alike);
    }

    private static boolean isHeldBack(KeyStatus key) {
        return key.overloadedModels() > 0 || key.restingModels() > 0;
    }

    private static String verdict(KeyStatus key) {
        if (!key.isInUse()) {
            return "out, tried again in " + ShownAmount.duration(key.untilProbe());
        }
        if (key.overloadedModels() > 0) {
            return "in use, but for " + key.overloadedModels() + " overloaded models";
        }
        return key.restingModels() > 0 ? "in use, rests for " + key.restingModels() + " models" : "in use";
    }

    private static HeadroomBar bar(StatedLimit limit, Map<String, String> own, MeterReading meters) {
        Map<String, String> labels = Map.of(
                "upstream", own.getOrDefault("upstream", ""),
                "key", own.getOrDefault("key", ""),
                "kind", limit.kind().label());
        return new HeadroomBar(
                limit.kind().label().replace('_', ' '),
                Figure.count(meters, "weir_upstream_ratelimit_remaining", labels),
                Figure.of(ShownAmount.count(limit.limit()), limit.limit()),
                Double.toString(limit.remaining() * WIDTH / Math.max(1, limit.limit())));
    }
}
