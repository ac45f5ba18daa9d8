package dev.weir.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.Policy;
import dev.weir.policy.PolicyReader;
import dev.weir.reload.FileReading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyCommandTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T23:30:00Z"), ZoneOffset.UTC);
    private static final Pattern KEY = Pattern.compile("weir_[A-Za-z0-9_-]{43}");

    private final TestCommandContext terminal = new TestCommandContext(Path.of(""), Map.of());

    @Test
    void showsTheKeyOnceWithThePolicyLineOfItsDigest() throws NoSuchAlgorithmException {
        int code = key("search", "--id", "ci");

        Matcher key = KEY.matcher(terminal.out());
        assertThat(key.results().count()).isEqualTo(1);
        key.reset();
        assertThat(key.find()).isTrue();
        assertThat(terminal.out()).contains("- { id: ci, sha256: \"" + sha256(key.group()) + "\" }");
        assertThat(code).isEqualTo(ExitCode.GOOD);
        assertThat(terminal.err()).isEmpty();
    }

    @Test
    void printsLinesThatThePolicyTakes() {
        key("search", "--user", "o'neil: \"b\" #1", "--expires", "2027-06-30");

        String lines = terminal.out()
                .lines()
                .filter(line -> line.contains("- {"))
                .findFirst()
                .orElseThrow();
        FileReading<Policy> reading =
                new PolicyReader(Set.of()).read("""
                plans:
                  developer: {}
                teams:
                  search:
                    plan: developer
                    keys:
                %s
                """.formatted(lines).getBytes(StandardCharsets.UTF_8));
        Policy policy = good(reading);
        var key = policy.team("search").orElseThrow().keys().getFirst();
        assertThat(key.user()).contains("o'neil: \"b\" #1");
        assertThat(key.expires()).isEqualTo(Optional.of(LocalDate.parse("2027-06-30")));
    }

    private static Policy good(FileReading<Policy> reading) {
        return switch (reading) {
            case FileReading.Valid<Policy>(Policy policy) -> policy;
            case FileReading.Invalid<Policy>(List<String> faults) -> throw new AssertionError(faults);
        };
    }

    @Test
    void makesAnotherKeyEachTime() {
        key("search");
        key("search");

        assertThat(KEY.matcher(terminal.out())
                        .results()
                        .map(found -> found.group())
                        .distinct())
                .hasSize(2);
    }

    @Test
    void takesTodayAsTheLastDay() {
        int code = key("search", "--expires", "2026-11-24");

        assertThat(code).isEqualTo(ExitCode.GOOD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "search other",
                "se/arch",
                "search --id",
                "search --id a/b",
                "search --id a --id b",
                "search --expires 2026-11-23",
                "search --expires soon",
                "search --nonsense",
            })
    void makesNoKeyWhereItIsCalledWrongly(String arguments) {
        int code = key(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));

        assertThat(code).isEqualTo(ExitCode.WRONG_USE);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err()).startsWith("weir: ").contains("Usage: key ");
    }

    @Test
    void makesNoKeyOfAnIdThatTheTeamHasAlready(@TempDir Path directory) throws IOException {
        Files.createDirectories(directory.resolve("config"));
        Files.writeString(
                directory.resolve("config/policy.yaml"),
                "plans: { open: {} }\nteams: { search: { plan: open, keys: [{ id: ci, sha256: \"%s\" }] } }"
                        .formatted("ab".repeat(32)));
        TestCommandContext context = new TestCommandContext(directory, Map.of());
        KeyCommand command = new KeyCommand(context.context(), CLOCK, new SecureRandom());

        int code = CommandLines.run(command, List.of("search", "--id", "ci"), context.context());

        assertThat(context.err()).startsWith("weir: --id: team search has a key ci already");
        assertThat(context.out()).isEmpty();
        assertThat(code).isEqualTo(ExitCode.WRONG_USE);
    }

    private int key(String... args) {
        KeyCommand command = new KeyCommand(terminal.context(), CLOCK, new SecureRandom());
        return CommandLines.run(command, List.of(args), terminal.context());
    }

    private static String sha256(String text) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
