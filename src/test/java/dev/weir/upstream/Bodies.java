package dev.weir.upstream;

import dev.weir.body.Body;
import dev.weir.body.BodyCollector;
import dev.weir.body.ByteRoom;
import dev.weir.body.Collected;
import dev.weir.body.FakeSource;
import java.util.OptionalLong;

/** Bodies of requests. */
final class Bodies {
    private static final int LARGEST = 64 * 1024 * 1024;

    private Bodies() {}

    /** Returns a body that was collected from these bytes. */
    static Body of(byte[] bytes) {
        FakeSource source = new FakeSource();
        source.send(bytes).end();
        return switch (BodyCollector.collect(source, OptionalLong.empty(), LARGEST, new ByteRoom(LARGEST))
                .result()) {
            case Collected.Complete(Body body) -> body;
            case Collected other -> throw new AssertionError(other.toString());
        };
    }
}
