package dev.weir.upstream;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.impl.PartialPooledByteBufAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A process that begins to read a response from the upstream at the port of its argument, and then uses up its direct
 * memory. It prints a line if it is not ended.
 */
final class UpstreamMemoryEater {
    private static final List<Integer> SIZES = List.of(1 << 20, 1 << 16, 1 << 12, 1 << 9, 1 << 5);
    private static final List<ByteBuf> EATEN = new ArrayList<>();

    private UpstreamMemoryEater() {}

    public static void main(String[] args) {
        Duration minute = Duration.ofMinutes(1);
        try (LoopbackServer loop = LoopbackServer.serving(_ -> {})) {
            UpstreamClient client = new UpstreamClient(
                    loop.vertx(),
                    UpstreamSettings.timeouts(minute, minute),
                    Optional::empty,
                    Map.of("main", UpstreamSettings.at(Integer.parseInt(args[0]))));
            TestAttempts attempts = new TestAttempts(loop);
            UpstreamAttempt attempt =
                    attempts.send(client, TestAttempts.get("/"), UpstreamSettings.key("main", "key", () -> "sk-weir"));
            UpstreamResponse response = TestAttempts.response(attempt);
            attempts.run(() -> {
                response.body().handler(_ -> {});
                response.body().resume();
                eatDirectMemory();
            });
            LoopbackServer.until(() -> false);
        } catch (AssertionError late) {
            System.out.println("still here");
        }
    }

    /** Takes all that the allocator of Vert.x has, from large pieces to small ones. */
    private static void eatDirectMemory() {
        for (int size : SIZES) {
            try {
                while (true) {
                    EATEN.add(PartialPooledByteBufAllocator.INSTANCE.directBuffer(size));
                }
            } catch (OutOfMemoryError _) {
                System.out.println("no more pieces of " + size + " bytes");
            }
        }
        System.out.println("memory is used up");
    }
}
