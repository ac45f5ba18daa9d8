package dev.weir.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.messages.SseText.SseEvent;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StreamFixturesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> WITH_BAD_JSON = Set.of("bad-json-in-delta");
    private static final Set<String> WITHOUT_EVENTS = Set.of("empty", "only-comment");

    @Test
    void findsAllFixtures() {
        assertThat(Fixtures.streams()).hasSizeGreaterThanOrEqualTo(55);
    }

    @ParameterizedTest
    @MethodSource("dev.weir.messages.Fixtures#streams")
    void hasJsonInEveryEvent(String name) {
        List<SseEvent> events = SseText.events(Fixtures.stream(name));

        assertThat(events.isEmpty()).isEqualTo(WITHOUT_EVENTS.contains(name));
        assertThat(events.stream().allMatch(event -> isJson(event.data()))).isNotEqualTo(WITH_BAD_JSON.contains(name));
    }

    @Test
    void keepsLineEnds() {
        assertThat(Fixtures.stream("crlf")).containsSequence('\r', '\n', '\r', '\n');
        assertThat(Fixtures.stream("cr")).contains('\r').doesNotContain('\n');
        assertThat(Fixtures.stream("text")).doesNotContain('\r');
    }

    @ParameterizedTest
    @MethodSource("dev.weir.messages.Fixtures#streams")
    void readsEveryFixtureWithoutThrowing(String name) {
        assertThatCode(() -> facts(name)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "text, 25, 0, 0, 0, 15, 0",
        "crlf, 25, 0, 0, 0, 15, 0",
        "cr, 25, 0, 0, 0, 15, 0",
        "multi-line-data, 25, 0, 0, 0, 15, 0",
        "escapes, 25, 0, 0, 0, 15, 0",
        "bad-json-in-delta, 25, 0, 0, 0, 15, 0",
        "usage-in-text, 25, 0, 0, 0, 15, 0",
        "unknown-members, 25, 0, 0, 0, 15, 0",
        "odd-usage-values, 0, 0, 0, 0, 15, 0",
        "message-delta-nulls, 7, 30, 20, 0, 15, 0",
        "message-delta-without-usage, 25, 0, 0, 0, 1, 0",
        "cut-without-stop, 25, 0, 0, 0, 1, 0",
        "several-message-deltas, 25, 0, 0, 0, 15, 0",
        "server-tools-web, 10682, 0, 0, 0, 510, 2",
        "server-tools-cache-growth, 12, 3000, 700, 800, 77, 0",
        "refusal-before-output, 25, 0, 0, 0, 0, 0",
        "big-integers, 4000000000, 9007199254740991, 0, 0, 15, 0"
    })
    void readsTheUsageOfAFixture(
            String name, long input, long read, long write5m, long write1h, long output, long searches) {
        assertThat(facts(name).usage()).contains(new Usage(input, read, write5m, write1h, output, searches, List.of()));
    }

    @Test
    void readsIterationsWithTheirModels() {
        assertThat(facts("advisor").usage().map(Usage::iterations))
                .contains(List.of(
                        new Usage.Iteration(Optional.empty(), 25, 0, 0, 0, 10),
                        new Usage.Iteration(Optional.of("claude-opus-5"), 900, 0, 0, 0, 120),
                        new Usage.Iteration(Optional.empty(), 40, 0, 0, 0, 20)));
        assertThat(facts("compaction-then-text").usage().map(Usage::iterations))
                .contains(List.of(
                        new Usage.Iteration(Optional.empty(), 180_000, 0, 0, 0, 3500),
                        new Usage.Iteration(Optional.empty(), 23_000, 9, 5, 7, 1000)));
    }

    @Test
    void hasNoFactsWithoutEvents() {
        assertThat(facts("error-first")).isEqualTo(ResponseFacts.NONE);
        assertThat(facts("empty")).isEqualTo(ResponseFacts.NONE);
    }

    private static ResponseFacts facts(String name) {
        ResponseReader reader = new ResponseReader();
        for (SseEvent event : SseText.events(Fixtures.stream(name))) {
            byte[] data = event.data().getBytes(UTF_8);
            switch (event.name()) {
                case "message_start" -> reader.messageStart(data, 0, data.length);
                case "message_delta" -> reader.messageDelta(data, 0, data.length);
                default -> {}
            }
        }
        return reader.facts(Provenance.EXACT, 0);
    }

    private static boolean isJson(String data) {
        try {
            return JSON.readTree(data).isObject();
        } catch (com.fasterxml.jackson.core.JacksonException _) {
            return false;
        }
    }
}
