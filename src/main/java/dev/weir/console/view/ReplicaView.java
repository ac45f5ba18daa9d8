package dev.weir.console.view;

import dev.weir.console.history.MeterSample;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which process this is, and what its figures cover.
 *
 * @param since from when on its charts have samples; the start where there are none yet
 */
public record ReplicaView(List<Fact> facts, String since) {
    public ReplicaView {
        facts = List.copyOf(facts);
    }

    /** Reads it. */
    public static ReplicaView of(ConsoleSources sources) {
        Replica replica = sources.replica();
        Instant now = sources.clock().instant();
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        Optional<MeterSample> oldest = sources.history().after(0).stream().findFirst();
        return new ReplicaView(
                List.of(
                        Fact.text("Host", replica.host()),
                        Fact.text("Process", Long.toString(replica.pid())),
                        Fact.text("Version", replica.version()),
                        Fact.text("Java", Runtime.version().toString()),
                        Fact.text(
                                "Processors",
                                Integer.toString(Runtime.getRuntime().availableProcessors())),
                        Fact.text("Heap in use", ShownAmount.megabytes(heap.getUsed())),
                        Fact.text("Heap at most", ShownAmount.megabytes(heap.getMax())),
                        Fact.text("Started", ShownAmount.dayAndTime(replica.startedAt()) + " UTC"),
                        Fact.text("Up for", ShownAmount.duration(Duration.between(replica.startedAt(), now))),
                        Fact.text(
                                "Replicas that weir.quota.replicas counts on",
                                Integer.toString(sources.config().quota().replicas())),
                        Fact.text("Serving", sources.isDraining().getAsBoolean() ? "draining" : "yes")),
                oldest.map(sample -> ShownAmount.dayAndTime(Instant.ofEpochSecond(sample.epochSeconds())))
                        .orElse(ShownAmount.dayAndTime(replica.startedAt())));
    }
}
