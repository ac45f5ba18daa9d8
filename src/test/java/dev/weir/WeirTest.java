package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.command.ExitCode;
import dev.weir.command.TestCommandContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeirTest {
    private final TestCommandContext terminal = new TestCommandContext(Path.of(""), Map.of());

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "usage", "bench", "Serve", ""})
    void refusesACommandThatItDoesNotKnow(String command) {
        int code = Weir.run(List.of(command), terminal.context());

        assertThat(terminal.err())
                .startsWith("weir: unknown command: " + command)
                .contains("serve");
        assertThat(terminal.out()).isEmpty();
        assertThat(code).isEqualTo(ExitCode.WRONG_USE);
    }

    @Test
    void listsItsCommandsWhereNoneIsNamed() {
        int code = Weir.run(List.of(), terminal.context());

        assertThat(terminal.out()).contains("serve", "check", "key <team>", "simulate");
        assertThat(code).isEqualTo(ExitCode.GOOD);
    }

    @Test
    void handsTheRestOfTheArgumentsToTheCommand() {
        int code = Weir.run(List.of("key", "search", "--id", "ci"), terminal.context());

        assertThat(terminal.out()).contains("- { id: ci, sha256: \"");
        assertThat(code).isEqualTo(ExitCode.GOOD);
    }

    @Test
    void tellsItsVersion() {
        int code = Weir.run(List.of("--version"), terminal.context());

        assertThat(terminal.out()).startsWith("weir ");
        assertThat(code).isEqualTo(ExitCode.GOOD);
    }
}
