package dev.weir.simulator;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a body is sent: its writes, and how it ends.
 *
 * @param writes each one is written by itself
 * @param ending what follows the last write
 * @param pace the time between two writes
 */
record Delivery(List<Buffer> writes, DeliveryEnd ending, Duration pace) {
    Delivery {
        writes = List.copyOf(writes);
    }

    /** How a body ends. */
    enum DeliveryEnd {
        /** With a proper end of the body. */
        CLEAN,
        /** The connection closes without an end of the body. */
        CUT,
        /** Nothing more is sent and the connection stays open. */
        SILENT
    }

    /** The delivery of a body under the faults of a script. */
    static Delivery of(List<Buffer> frames, SimulationScript script) {
        Duration pace = script.find(SimulatedFault.EventDelay.class)
                .map(SimulatedFault.EventDelay::delay)
                .orElse(Duration.ZERO);
        List<Buffer> writes = frames;
        DeliveryEnd ending = DeliveryEnd.CLEAN;
        Optional<SimulatedFault.SilenceAfter> silence = script.find(SimulatedFault.SilenceAfter.class);
        if (silence.isPresent()) {
            writes = frames.subList(0, Math.min(frames.size(), silence.get().events()));
            ending = DeliveryEnd.SILENT;
        }
        Optional<SimulatedFault.CutAt> cut = script.find(SimulatedFault.CutAt.class);
        if (cut.isPresent()) {
            writes = start(writes, cut.get().bytes());
            ending = DeliveryEnd.CUT;
        }
        Optional<SimulatedFault.Chunk> chunk = script.find(SimulatedFault.Chunk.class);
        return new Delivery(chunk.isPresent() ? slices(writes, chunk.get().bytes()) : writes, ending, pace);
    }

    private static List<Buffer> start(List<Buffer> frames, int bytes) {
        List<Buffer> kept = new ArrayList<>();
        int left = bytes;
        for (Buffer frame : frames) {
            if (left > 0) {
                kept.add(frame.length() <= left ? frame : frame.slice(0, left));
                left -= frame.length();
            }
        }
        return kept;
    }

    private static List<Buffer> slices(List<Buffer> frames, int bytes) {
        Buffer whole = Buffer.buffer();
        frames.forEach(whole::appendBuffer);
        List<Buffer> slices = new ArrayList<>();
        for (int from = 0; from < whole.length(); from += bytes) {
            slices.add(whole.slice(from, Math.min(whole.length(), from + bytes)));
        }
        return slices;
    }
}
