package dev.weir.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.weir.body.MemoryExhaustion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Starts a process with the launcher's flags and little memory, which uses all of it up. */
class MemoryExhaustionTest {
    private record Ended(int code, String output) {}

    @Test
    void endsAProcessWhoseHeapIsExhausted() throws Exception {
        Ended ended = run("heap");

        assertThat(ended.output()).contains("java.lang.OutOfMemoryError").doesNotContain("still here");
        assertThat(ended.code()).isEqualTo(MemoryExhaustion.EXIT_CODE);
    }

    @Test
    void endsAProcessWhoseDirectMemoryIsExhausted() throws Exception {
        Ended ended = run("direct");

        assertThat(ended.output()).contains("Weir ends as memory is exhausted").doesNotContain("still here");
        assertThat(ended.code()).isEqualTo(MemoryExhaustion.EXIT_CODE);
    }

    @Test
    void goesOnAfterAnyOtherFault() {
        assertThatCode(() -> MemoryExhaustion.endIfCauseOf(new IllegalStateException(new IOException())))
                .doesNotThrowAnyException();
    }

    private static Ended run(String kind) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(launcherFlags());
        command.addAll(List.of("-Xmx24m", "-XX:MaxDirectMemorySize=16m", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MemoryEater.class.getName(), kind));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private static List<String> launcherFlags() {
        Path flags = Path.of("config", "jvm.options");
        assertThat(flags).content().contains("-XX:+ExitOnOutOfMemoryError");
        return List.of("@" + flags.toAbsolutePath());
    }
}
