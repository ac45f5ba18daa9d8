package dev.weir.metering;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.Map;

/**
 * The help text of each metric of Weir, of which {@code docs/metrics.md} says more, and of those of Netty. Safe for any
 * thread.
 */
public final class MetricHelp implements MeterFilter {
    private static final String PREFIX = "weir.";

    /** By the meter's name, without its prefix. */
    static final Map<String, String> TEXTS = Map.ofEntries(
            Map.entry("requests", "Exchanges that have ended."),
            Map.entry("request.duration", "From the request's headers to the end of the response."),
            Map.entry("time.to.first.token", "From the request's headers to the first byte of the response's body."),
            Map.entry("overhead", "What each phase of Weir added to a request."),
            Map.entry("requests.in.flight", "Requests accepted and not yet ended."),
            Map.entry("streams.in.flight", "Requests in flight whose response is an event stream."),
            Map.entry("body.bytes.in.flight", "Memory held by request bodies."),
            Map.entry("connections.open", "Open client connections on the data port."),
            Map.entry("connections.refused", "Client connections closed at once because there were too many."),
            Map.entry("tokens", "Tokens used; the kinds are disjoint."),
            Map.entry("cost.usd", "Cost in US dollars by the price table."),
            Map.entry("cache.savings.usd", "What cache reads saved against uncached input, in US dollars."),
            Map.entry("cost.uncertain.usd", "Part of the cost whose tokens are partial or estimated, in US dollars."),
            Map.entry("cache.write.cost.usd", "Part of the cost that cache writes cost, in US dollars."),
            Map.entry("cache.misses", "Responses in which the upstream says why the prompt cache missed, by why."),
            Map.entry("key.expiry.timestamp.seconds", "When a key of the policy expires, in seconds since 1970."),
            Map.entry("budget.used.ratio", "Used share of a team's budget, as Redis said last with a reservation."),
            Map.entry("cache.requests", "Responses by what the prompt cache did."),
            Map.entry("unknown.price", "Responses whose price is partly a guess."),
            Map.entry("quota.decisions", "Decisions of limits, by the limit that decided."),
            Map.entry("budget.threshold", "Budgets that have reached a threshold of their plan, once in a period."),
            Map.entry("quota.store.state", "How Redis responds: 0 good, 1 degraded, 2 gone."),
            Map.entry("quota.store.duration", "Time of a script in Redis as this replica sees it."),
            Map.entry("quota.charges.lost", "Charges that Redis will never know."),
            Map.entry("upstream.attempts", "Requests sent to an upstream, by its status or by what failed."),
            Map.entry("upstream.connections", "Connections to an upstream, and requests that wait for one."),
            Map.entry("retries", "Requests sent to an upstream again, by why."),
            Map.entry("retry.budget.remaining.ratio", "Share of the last ten seconds' retry budget that is left."),
            Map.entry("upstream.key.state", "1 where requests use the key, 0 where it is out."),
            Map.entry("upstream.ratelimit.remaining", "What is left of a key's rate limit, as the upstream said last."),
            Map.entry("identity.mismatch", "Requests of a key bound to a user that named another user."),
            Map.entry("policy.reloads", "Changes of policy, prices and secrets, applied or rejected."),
            Map.entry("config.last.reload.successful", "1 where what a file holds is in force, 0 where it has faults."),
            Map.entry("metering.failures", "Exchanges that could not be counted or logged."),
            Map.entry("usage.log.dropped", "Lines of the usage log that found no room and were dropped."),
            Map.entry("build.info", "Always 1; the label is the version that runs."));

    /** Of the meters of Netty, which have none. Source: Netty 4.1, PooledByteBufAllocatorMetric. */
    private static final Map<String, String> OF_NETTY = Map.of(
            "netty.allocator.memory.used", "Memory that Netty's allocator has taken, in bytes.",
            "netty.allocator.memory.pinned", "Memory of that allocator that buffers in use hold, in bytes.",
            "netty.allocator.pooled.arenas", "Arenas of a pooled allocator.",
            "netty.allocator.pooled.cache.size", "Entries that a thread's cache of freed buffers holds at most.",
            "netty.allocator.pooled.threadlocal.caches", "Threads that have a cache of freed buffers.",
            "netty.allocator.pooled.chunk.size", "Size of the chunks that a pooled allocator takes, in bytes.",
            "netty.eventexecutor.tasks.pending", "Tasks that wait for an event loop.");

    @Override
    public Meter.Id map(Meter.Id id) {
        String name = id.getName();
        String text = name.startsWith(PREFIX) ? TEXTS.get(name.substring(PREFIX.length())) : OF_NETTY.get(name);
        return text == null
                ? id
                : new Meter.Id(id.getName(), Tags.of(id.getTags()), id.getBaseUnit(), text, id.getType());
    }
}
