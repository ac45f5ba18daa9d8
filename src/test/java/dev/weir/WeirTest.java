package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.command.ExitCode;
import dev.weir.command.TestCommandContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeirTest {
    private final TestCommandContext terminal = new TestCommandContext(Path.of(""), Map.of());

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "uses", "bench", "Serve", ""})
    void rejectsACommandThatItDoesNotKnow(String command) {
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

        assertThat(terminal.out()).contains("serve", "check", "key", "simulate");
        assertThat(code).isEqualTo(ExitCode.GOOD);
    }

    @Test
    void handsTheRestOfTheArgumentsToTheCommand() {
        int code = Weir.run(List.of("key", "search", "--id", "ci"), terminal.context());

        assertThat(terminal.out()).contains("- { id: ci, sha256: \"");
        assertThat(code).isEqualTo(ExitCode.GOOD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "check",
                "key",
                "quota",
                "quota show",
                "quota reset",
                "whois",
                "usage",
                "simulate",
                "aot-cache",
                "health",
                "demo",
                ""
            })
    void explainsEveryCommandInTheSameWay(String command) {
        List<String> words = command.isEmpty() ? List.of() : List.of(command.split(" "));

        for (String option : List.of("--help", "-h")) {
            TestCommandContext context = new TestCommandContext(Path.of(""), Map.of());

            int code = Weir.run(Stream.concat(words.stream(), Stream.of(option)).toList(), context.context());

            assertThat(context.out()).startsWith(("Usage: weir " + command).strip());
            assertThat(context.err()).isEmpty();
            assertThat(code).isEqualTo(ExitCode.GOOD);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"serve", "check", "key t", "quota show t u", "quota reset t u", "whois t u", "simulate", "demo"})
    void rejectsAnUnknownOptionOfEveryCommandInTheSameWay(String command) {
        List<String> args = Stream.concat(Stream.of(command.split(" ")), Stream.of("--nonsense"))
                .toList();

        int code = Weir.run(args, terminal.context());

        assertThat(terminal.err())
                .startsWith("weir: unknown option: --nonsense")
                .contains("Usage: weir " + args.getFirst());
        assertThat(terminal.out()).isEmpty();
        assertThat(code).isEqualTo(ExitCode.WRONG_USE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "check", "key t", "quota show t u", "quota reset t u", "whois t u"})
    void rejectsAConfigDirectoryThatIsNone(String command, @TempDir Path directory) {
        List<String> args = Stream.concat(
                        Stream.of(command.split(" ")), Stream.of("--config=" + directory.resolve("absent")))
                .toList();

        int code = Weir.run(args, terminal.context());

        assertThat(terminal.err()).startsWith("weir: --config: " + directory.resolve("absent") + " is not a directory");
        assertThat(code).isEqualTo(ExitCode.WRONG_USE);
    }

    @Test
    void tellsItsVersion() {
        int code = Weir.run(List.of("--version"), terminal.context());

        assertThat(terminal.out()).startsWith("weir ");
        assertThat(code).isEqualTo(ExitCode.GOOD);
    }
}
