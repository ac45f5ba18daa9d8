package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class PacedStreamsTest {
    @Test
    void readsEveryEventOfAllStreams() throws IOException {
        try (MockUpstream mock = MockUpstream.start()) {
            BenchStep step = new BenchStep(Workload.SSE_PACED, Target.direct(mock.port()));

            Load.LoadResult served = new PacedStreams().run(step, 0);

            assertThat(served.units()).isEqualTo(200 * 66);
        }
    }
}
