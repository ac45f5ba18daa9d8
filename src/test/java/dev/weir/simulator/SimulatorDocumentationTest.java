package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.simulator.ScriptReading.Understood;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SimulatorDocumentationTest {
    private static final Path PAGE = Path.of("docs/simulator.md");
    private static final RunningSimulator SIMULATOR =
            new RunningSimulator(Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC));

    @AfterAll
    static void stop() {
        SIMULATOR.close();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theExampleHasTheOutcomeThatThePagePromises(Example example) {
        String outcome = seen(example);

        assertThat(outcome).isEqualTo(example.outcome());
    }

    @Test
    void thePageListsEveryDirectiveInOrder() throws IOException {
        List<String> documented =
                table("directive").stream().map(row -> bare(row.getFirst())).toList();

        assertThat(documented)
                .isEqualTo(DirectiveForm.ALL.stream().map(DirectiveForm::name).toList());
    }

    @Test
    void thePageListsEveryModelName() throws IOException {
        Map<String, String> documented = new LinkedHashMap<>();
        table("after `claude-simulate-`").forEach(row -> documented.put(bare(row.get(0)), bare(row.get(1))));

        assertThat(documented).isEqualTo(ModelNames.SCRIPTS);
    }

    @ParameterizedTest
    @MethodSource("modelScripts")
    void theScriptOfAModelNameIsUnderstood(String script) {
        assertThat(ScriptParser.parse(script)).isInstanceOf(Understood.class);
    }

    static Stream<String> modelScripts() {
        return ModelNames.SCRIPTS.values().stream();
    }

    static List<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        for (List<String> row : table("`x-simulate`")) {
            if (!row.get(1).equals("stream")) {
                examples.add(new Example(bare(row.get(0)), false, row.get(2)));
            }
            if (!row.get(1).equals("JSON")) {
                examples.add(new Example(bare(row.get(0)), true, row.get(2)));
            }
        }
        assertThat(examples).hasSizeGreaterThan(60);
        return examples;
    }

    private static List<List<String>> table(String firstHeading) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(PAGE)) {
            inside = line.startsWith("| " + firstHeading + " |") || (inside && line.startsWith("|"));
            if (inside && line.startsWith("| `") && !line.startsWith("| " + firstHeading)) {
                rows.add(Stream.of(line.substring(2, line.length() - 2).split(" \\| ", -1))
                        .map(String::strip)
                        .toList());
            }
        }
        assertThat(rows).as(firstHeading).isNotEmpty();
        return rows;
    }

    private static String bare(String cell) {
        return cell.substring(1, cell.length() - 1);
    }

    private static String seen(Example example) {
        if (example.outcome().equals("silent")) {
            return SIMULATOR.isSilent(example.body(), example.script()) ? "silent" : "not silent";
        }
        if (example.outcome().contains("silent after")) {
            RunningSimulator.ReceivedReply seen = SIMULATOR.glimpse(example.body(), example.script());
            return seen.status() + " silent after " + seen.events().size() + " events";
        }
        return outcome(SIMULATOR.exchange(example.body(), "x-simulate", example.script()));
    }

    private static String outcome(RunningSimulator.ReceivedReply seen) {
        if (seen.status() == 0) {
            return "closed without a response";
        }
        if (!seen.whole()) {
            return seen.status() + " cut after " + seen.body().getBytes(StandardCharsets.UTF_8).length + " bytes";
        }
        String type = seen.headers().getOrDefault("content-type", "");
        if (type.startsWith("text/event-stream")) {
            return seen.status() + " " + streamed(seen.events());
        }
        return seen.status() + " " + (type.equals("application/json") ? plain(seen.json()) : type);
    }

    private static String plain(JsonNode json) {
        JsonNode error = json.path("error");
        if (!error.isMissingNode()) {
            String code = error.path("details").path("error_code").asText();
            return (error.path("type").asText() + " " + code).strip();
        }
        List<String> blocks = new ArrayList<>();
        json.path("content").forEach(block -> blocks.add(block.path("type").asText()));
        return ended(json.path("stop_reason").asText(), blocks);
    }

    private static String streamed(List<JsonNode> events) {
        List<String> blocks = new ArrayList<>();
        String reason = "";
        for (JsonNode event : events) {
            switch (event.path("type").asText()) {
                case "error" -> {
                    return "error " + event.path("error").path("type").asText();
                }
                case "content_block_start" ->
                    blocks.add(event.path("content_block").path("type").asText());
                case "message_delta" ->
                    reason = event.path("delta").path("stop_reason").asText();
                default -> {}
            }
        }
        return ended(reason, blocks);
    }

    private static String ended(String reason, List<String> blocks) {
        return reason + ", " + (blocks.isEmpty() ? "nothing" : String.join(" ", blocks));
    }

    /** A row of the page. */
    record Example(String script, boolean stream, String outcome) {
        String body() {
            return """
                    {"model":"claude-opus-4-6","stream":%s,"max_tokens":1000,\
                    "tools":[{"name":"Bash","input_schema":{}}],"stop_sequences":["###"],\
                    "messages":[{"role":"user","content":"hi"}]}""".formatted(stream);
        }
    }
}
