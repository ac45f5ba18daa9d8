package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.weir.body.LowMemoryProcess;
import dev.weir.body.LowMemoryProcess.Ended;
import dev.weir.body.MemoryExhaustion;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Starts a process with the launcher's flags and little memory, which uses all of it up. */
class MemoryExhaustionTest {
    @Test
    void endsAProcessWhoseHeapIsExhausted() throws Exception {
        Ended ended = LowMemoryProcess.run(MemoryEater.class, "heap");

        assertThat(ended.output()).contains("java.lang.OutOfMemoryError").doesNotContain("still here");
        assertThat(ended.code()).isEqualTo(MemoryExhaustion.EXIT_CODE);
    }

    @Test
    void endsAProcessWhoseDirectMemoryIsExhausted() throws Exception {
        Ended ended = LowMemoryProcess.run(MemoryEater.class, "direct");

        assertThat(ended.output()).contains("Weir ends as memory is exhausted").doesNotContain("still here");
        assertThat(ended.code()).isEqualTo(MemoryExhaustion.EXIT_CODE);
    }

    @Test
    void launcherHasTheFlagThatEndsTheProcess() {
        assertThat(Path.of("config", "jvm.options")).content().contains("-XX:+ExitOnOutOfMemoryError");
    }

    @Test
    void goesOnAfterAnyOtherFault() {
        assertThatCode(() -> MemoryExhaustion.endIfCauseOf(new IllegalStateException(new IOException())))
                .doesNotThrowAnyException();
    }
}
