package dev.weir.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.body.LowMemoryProcess;
import dev.weir.body.LowMemoryProcess.Ended;
import dev.weir.body.MemoryExhaustion;
import org.junit.jupiter.api.Test;

/** A process whose direct memory is exhausted while it reads from an upstream. */
class UpstreamMemoryExhaustionTest {
    private static final String PIECE = "x".repeat(100);

    @Test
    void endsTheProcess() throws Exception {
        try (RawUpstream upstream = new RawUpstream((_, line) -> {
            line.send("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n");
            while (true) {
                line.send(PIECE);
            }
        })) {
            Ended ended = LowMemoryProcess.run(UpstreamMemoryEater.class, Integer.toString(upstream.port()));

            assertThat(ended.output())
                    .contains("memory is used up", "Weir ends as memory is exhausted")
                    .doesNotContain("still here");
            assertThat(ended.code()).isEqualTo(MemoryExhaustion.EXIT_CODE);
        }
    }
}
