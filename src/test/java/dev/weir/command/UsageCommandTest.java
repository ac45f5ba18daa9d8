package dev.weir.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.auth.Identity;
import dev.weir.auth.Pseudonyms;
import dev.weir.reload.SecretValue;
import dev.weir.usage.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageCommandTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String U1 = new Pseudonyms(new SecretValue(KEY)).of("search", Identity.parse("u-1"));

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path directory;

    @BeforeEach
    void writeTwoLogs() throws IOException {
        write(
                "one.jsonl",
                LogLines.line("a", "2026-11-24T10:00:00.000Z", "big", 100, 10, "0.0004"),
                LogLines.line("b", "2026-11-24T23:59:59.999Z", "big", "partial", 200, 20, "0.000000001"));
        write(
                "two.jsonl",
                LogLines.line("c", "2026-11-25T00:00:00.000Z", "small, \\\"new\\\"", 1, 1, "0.5")
                        .replace("4f1c9a", U1),
                LogLines.line("d", "2026-11-25T00:00:00.000Z", "big", 7, 7, "1").replace("search", "assist"));
    }

    private void write(String file, String... lines) throws IOException {
        Files.writeString(directory.resolve(file), Stream.of(lines).collect(Collectors.joining("\n", "", "\n")));
    }

    private TestCommandContext terminal() {
        return new TestCommandContext(directory, Map.of("WEIR_PSEUDONYM_KEY", KEY));
    }

    private static int run(TestCommandContext terminal, String... args) {
        return CommandLines.run(new UsageCommand(terminal.context()), List.of(args), terminal.context());
    }

    @Test
    void sumsByTeamUserModelAndDayUnlessAskedForMore() {
        TestCommandContext terminal = terminal();

        int code = run(terminal, "one.jsonl", "two.jsonl");

        assertThat(terminal.out().lines().map(line -> line.replaceAll(" +", " ").strip()))
                .containsExactly(
                        "team user model day requests input cache read write 5m write 1h output USD of it partial"
                                + " estimated price guessed",
                        "assist 4f1c9a big 2026-11-25 1 7 0 0 0 7 1 0 0 0",
                        "search 4f1c9a big 2026-11-24 2 300 0 0 0 30 0.000400001 0.000000001 0 0",
                        "search " + U1 + " small, \"new\" 2026-11-25 1 1 0 0 0 1 0.5 0 0 0",
                        "total 4 308 0 0 0 38 1.500400001 0.000000001 0 0");
        assertThat(code).isEqualTo(ExitCode.GOOD);
    }

    @Test
    void writesCommaSeparatedValues() {
        TestCommandContext terminal = terminal();

        run(terminal, "--by", "model,day", "--format", "csv", "one.jsonl", "two.jsonl");

        assertThat(terminal.out()).isEqualTo("""
                model,day,requests,input_tokens,cache_read_tokens,cache_write_5m_tokens,cache_write_1h_tokens,\
                output_tokens,web_searches,cost_usd,partial_usd,estimated_usd,guessed_usd
                big,2026-11-24,2,300,0,0,0,30,0,0.000400001,0.000000001,0,0
                big,2026-11-25,1,7,0,0,0,7,0,1,0,0,0
                "small, ""new\""",2026-11-25,1,1,0,0,0,1,0,0.5,0,0,0
                """);
    }

    @Test
    void writesJson() {
        TestCommandContext terminal = terminal();

        run(terminal, "--by", "team", "--format", "json", "one.jsonl", "two.jsonl");

        assertThat(terminal.out()).isEqualTo("""
                {"rows":[
                {"team":"assist","requests":1,"input_tokens":7,"cache_read_tokens":0,"cache_write_5m_tokens":0,\
                "cache_write_1h_tokens":0,"output_tokens":7,"web_searches":0,"cost_usd":1,"partial_usd":0,\
                "estimated_usd":0,"guessed_usd":0},
                {"team":"search","requests":3,"input_tokens":301,"cache_read_tokens":0,"cache_write_5m_tokens":0,\
                "cache_write_1h_tokens":0,"output_tokens":31,"web_searches":0,"cost_usd":0.500400001,\
                "partial_usd":0.000000001,"estimated_usd":0,"guessed_usd":0}
                ],
                "total":{"requests":4,"input_tokens":308,"cache_read_tokens":0,"cache_write_5m_tokens":0,\
                "cache_write_1h_tokens":0,"output_tokens":38,"web_searches":0,"cost_usd":1.500400001,\
                "partial_usd":0.000000001,"estimated_usd":0,"guessed_usd":0}}
                """);
    }

    @Test
    void writesARowOfFocusForEachKindOfTokensAndExactness() {
        TestCommandContext terminal = terminal();

        run(terminal, "--by", "user", "--team", "search", "--format", "focus", "one.jsonl", "two.jsonl");

        List<String> lines = terminal.out().lines().toList();
        List<String> names = List.of(lines.getFirst().split(","));
        assertThat(names).startsWith("BilledCost").contains("ChargePeriodStart", "SkuId", "x_Provenance", "x_User");
        assertThat(lines.stream()
                        .skip(1)
                        .map(row -> cell(names, row, "x_TokenKind") + " " + cell(names, row, "x_Provenance") + " "
                                + cell(names, row, "PricingQuantity")))
                .containsExactly(
                        "input exact 100.0",
                        "output exact 10.0",
                        "input partial 200.0",
                        "output partial 20.0",
                        "input exact 1.0",
                        "output exact 1.0");
    }

    private static String cell(List<String> names, String row, String name) {
        return List.of(row.replaceAll("\"(?:[^\"]|\"\")*\"", "quoted").split(",", -1))
                .get(names.indexOf(name));
    }

    @Test
    void findsAPersonByTheKeyedHash() {
        TestCommandContext byName = terminal();
        TestCommandContext byHash = terminal();

        run(byName, "--team", "search", "--user", "u-1", "--by", "team", "--format", "csv", "one.jsonl", "two.jsonl");
        run(byHash, "--team", "search", "--user", U1, "--by", "team", "--format", "csv", "one.jsonl", "two.jsonl");

        assertThat(byName.out()).contains("search,1,1,0,0,0,1,0,0.5,0,0,0").isEqualTo(byHash.out());
    }

    @Test
    void saysThatItNeedsThePseudonymKeyForAPerson() {
        TestCommandContext terminal = new TestCommandContext(directory, Map.of());

        int code = run(terminal, "--team", "search", "--user", "u-1", "one.jsonl");

        assertThat(terminal.err()).contains("weir.pseudonym-key");
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }

    @Test
    void namesLinesThatItCannotReadAndFails() throws IOException {
        Files.writeString(directory.resolve("one.jsonl"), "{\"time\":\n", StandardOpenOption.APPEND);
        TestCommandContext terminal = terminal();

        int code = run(terminal, "--by", "team", "one.jsonl");

        assertThat(terminal.err()).isEqualTo("""
                weir: one.jsonl:3: no whole JSON object
                weir: lines that could not be read, and are in no sum: 1
                """);
        assertThat(terminal.out()).contains("search");
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }

    @Test
    void comparesWithTheUpstreamsReportsAndNamesTheDifferences() throws IOException {
        Files.writeString(directory.resolve("report.json"), """
                {"data":[{"starting_at":"2026-11-24T00:00:00Z","ending_at":"2026-11-25T00:00:00Z","results":[
                {"uncached_input_tokens":300,"output_tokens":25,"model":"big","cache_read_input_tokens":0}]}],
                "has_more":false}
                """);
        Files.copy(directory.resolve("one.jsonl"), directory.resolve("again.jsonl"));
        Files.writeString(
                directory.resolve("again.jsonl"),
                Files.readString(directory.resolve("again.jsonl")).replace("big", "claude-opus-5-5"));
        Files.writeString(
                directory.resolve("report.json"),
                Files.readString(directory.resolve("report.json")).replace("big", "claude-opus-5-5-20261101"));
        TestCommandContext terminal = terminal();

        int code = run(terminal, "--compare", "report.json", "--format", "csv", "again.jsonl");

        assertThat(terminal.err()).isEmpty();
        assertThat(terminal.out()).isEqualTo("""
                difference,with,period,subject,unit,log,other,other_minus_log,remark
                cut_streams,usage report,2026-11-24T00:00:00Z/2026-11-25T00:00:00Z,claude-opus-5-5,output,30,25,-5,\
                1 of 2 exchanges are partial or estimated
                """);
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }

    @Test
    void namesLinesThatAreThereTwice() throws IOException {
        Files.writeString(directory.resolve("report.json"), """
                {"data":[{"starting_at":"2026-11-24T00:00:00Z","ending_at":"2026-11-25T00:00:00Z","results":[
                {"uncached_input_tokens":300,"output_tokens":30,"cache_read_input_tokens":0}]}]}
                """);
        Files.copy(directory.resolve("one.jsonl"), directory.resolve("copy.jsonl"));
        TestCommandContext once = terminal();
        TestCommandContext twice = terminal();

        int code = run(once, "--compare", "report.json", "one.jsonl");
        run(twice, "--compare", "report.json", "--format", "json", "one.jsonl", "copy.jsonl");

        assertThat(once.out()).isEqualTo("No differences\n");
        assertThat(code).isEqualTo(ExitCode.GOOD);
        assertThat(twice.out()).isEqualTo("""
                [{"difference":"double","with":"log","period":"all","subject":"request_id","unit":"usd",\
                "log":0.000800002,"other":0.000400001,"other_minus_log":-0.000400001,\
                "remark":"2 lines have the request_id of a line before; they are left out below"}]
                """);
    }

    @Test
    void rejectsAFileThatIsNoReport() {
        TestCommandContext terminal = terminal();

        int code = run(terminal, "--compare", "one.jsonl", "two.jsonl");

        assertThat(terminal.err())
                .contains("one.jsonl", "no results of a usage report or a cost report, and no budgets");
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }

    @Test
    void rejectsATeamBesideReportsOfAllTeams() throws IOException {
        Files.writeString(directory.resolve("report.json"), """
                {"data":[{"starting_at":"2026-11-24T00:00:00Z","ending_at":"2026-11-25T00:00:00Z","results":[
                {"uncached_input_tokens":300,"output_tokens":30,"cache_read_input_tokens":0}]}]}
                """);
        TestCommandContext terminal = terminal();

        int code = run(terminal, "--compare", "report.json", "--team", "search", "one.jsonl");

        assertThat(terminal.err()).startsWith("weir: --team: leave it out, as the upstream's reports in --compare");
        assertThat(terminal.out()).isEmpty();
        assertThat(code).isEqualTo(ExitCode.WRONG_USE);
    }

    @Test
    void takesATeamBesideItsOwnBudgetsOnly() throws IOException {
        Files.writeString(directory.resolve("search.json"), """
                {"team":"search","limits":[{"name":"team/tokens-per-day","unit":"tokens","used":330,"held":0,
                "resets_at":"2026-11-25T00:00:00Z"}]}
                """);
        TestCommandContext own = terminal();
        TestCommandContext other = terminal();

        int code = run(own, "--compare", "search.json", "--team", "search", "one.jsonl", "two.jsonl");
        int otherCode = run(other, "--compare", "search.json", "--team", "assist", "one.jsonl", "two.jsonl");

        assertThat(own.out()).isEqualTo("No differences\n");
        assertThat(code).isEqualTo(ExitCode.GOOD);
        assertThat(other.err()).contains("has the budgets of another team than assist");
        assertThat(otherCode).isEqualTo(ExitCode.WRONG_USE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "one.jsonl one.jsonl | named twice",
                "one.jsonl ./one.jsonl | named twice",
                "missing.jsonl | no file that can be read",
                ". | no file that can be read",
                "--user u-1 one.jsonl | name the team too",
                "--by tean one.jsonl | expected: team, user, model, day, session, project",
                "--format xml one.jsonl | expected one of",
                "--compare one.jsonl --format focus two.jsonl | no rows for differences",
                "--compare one.jsonl --by team two.jsonl | goes without --user and --by",
                "--compare one.jsonl --team search --user u two.jsonl | goes without --user and --by",
                "--compare-redis --by team two.jsonl | goes without --by",
                "--compare-redis --format focus two.jsonl | no rows for differences",
                "--compare-redis --user u two.jsonl | name the team too",
                "--by team | Missing required parameter"
            })
    void rejectsWrongUse(String args, String message) {
        TestCommandContext terminal = terminal();

        int code = run(terminal, args.split(" "));

        assertThat(terminal.err()).contains(message);
        assertThat(code).isEqualTo(ExitCode.WRONG_USE);
    }
}
