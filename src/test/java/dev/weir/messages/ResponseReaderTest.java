package dev.weir.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseReaderTest {
    private static final String MESSAGE = """
            {"id":"msg_1","type":"message","model":"claude-opus-5","stop_reason":"end_turn","content":[{"usage":{}}],
             "usage":{"input_tokens":1,"cache_read_input_tokens":2,"cache_creation_input_tokens":7,
              "cache_creation":{"ephemeral_5m_input_tokens":3,"ephemeral_1h_input_tokens":4},"output_tokens":5,
              "server_tool_use":{"web_search_requests":6,"web_fetch_requests":9},
              "service_tier":"priority","speed":"fast","inference_geo":"us"}}""";
    private static final ResponseFacts FACTS = new ResponseFacts(
            Optional.of("msg_1"),
            Optional.of("claude-opus-5"),
            Optional.of("end_turn"),
            Optional.of("priority"),
            Optional.of("fast"),
            Optional.of("us"),
            Optional.empty(),
            Optional.of(new Usage(1, 2, 3, 4, 5, 6, List.of())),
            Provenance.EXACT,
            11,
            ResponseKind.MESSAGE);

    private final ResponseReader reader = new ResponseReader();

    @Test
    void readsAWholeMessage() {
        message(MESSAGE);

        assertThat(reader.facts(Provenance.EXACT, 11)).isEqualTo(FACTS);
    }

    @Test
    void readsASliceOfABuffer() {
        byte[] padded = ("xx" + MESSAGE + "yy").getBytes(UTF_8);

        reader.message(padded, 2, padded.length - 4);

        assertThat(reader.facts(Provenance.EXACT, 11)).isEqualTo(FACTS);
    }

    @Test
    void readsTheMembersOfAMessageOneByOne() {
        member("content", "[{\"usage\":1}]");
        member("usage", MESSAGE.substring(MESSAGE.indexOf("{\"input_tokens"), MESSAGE.length() - 1));
        member("stop_reason", "\"end_turn\"");
        member("model", " \"claude-opus-5\" ");
        member("id", "\"msg_1\"");

        assertThat(reader.facts(Provenance.EXACT, 11)).isEqualTo(FACTS);
    }

    @Test
    void readsAMessageStart() {
        byte[] data = ("{\"message\":" + MESSAGE + ",\"type\":\"message_start\"}").getBytes(UTF_8);

        reader.messageStart(data, 0, data.length);

        assertThat(reader.facts(Provenance.EXACT, 11)).isEqualTo(FACTS);
    }

    @Test
    void keepsTheLastValueWithoutAdding() {
        message(MESSAGE);

        delta("{\"usage\":{\"output_tokens\":50}}");
        delta("{\"usage\":{\"output_tokens\":40,\"input_tokens\":10,\"server_tool_use\":{\"web_search_requests\":1}}}");

        assertThat(usage()).isEqualTo(new Usage(10, 2, 3, 4, 40, 1, List.of()));
    }

    @Test
    void keepsValuesThatADeltaOmitsOrNulls() {
        message(MESSAGE);

        delta("""
                {"delta":{"stop_reason":null},"usage":{"input_tokens":null,"cache_read_input_tokens":null,
                 "cache_creation_input_tokens":null,"cache_creation":null,"output_tokens":null,"server_tool_use":null,
                 "iterations":null,"service_tier":null,"speed":null,"inference_geo":null}}""");

        assertThat(reader.facts(Provenance.EXACT, 11)).isEqualTo(FACTS);
    }

    @Test
    void countsWritesBeyondTheSplitAsFiveMinutes() {
        message(MESSAGE);

        delta("{\"usage\":{\"cache_creation_input_tokens\":107}}");

        assertThat(usage()).isEqualTo(new Usage(1, 2, 103, 4, 5, 6, List.of()));
    }

    @Test
    void countsAllWritesAsFiveMinutesWithoutASplit() {
        message("{\"usage\":{\"input_tokens\":1,\"cache_creation_input_tokens\":9}}");

        assertThat(usage()).isEqualTo(new Usage(1, 0, 9, 0, 0, 0, List.of()));
    }

    @Test
    void usesTheSplitWithoutATotal() {
        message("{\"usage\":{\"input_tokens\":1,\"cache_creation\":"
                + "{\"ephemeral_5m_input_tokens\":3,\"ephemeral_1h_input_tokens\":4}}}");

        assertThat(usage()).isEqualTo(new Usage(1, 0, 3, 4, 0, 0, List.of()));
    }

    @Test
    void neverCountsMoreWritesThanTheTotal() {
        message(MESSAGE);

        delta("{\"usage\":{\"cache_creation_input_tokens\":2}}");

        assertThat(usage()).isEqualTo(new Usage(1, 2, 0, 2, 5, 6, List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{}]",
                "[]",
                "[{\"input_tokens\":11,\"output_tokens\":4}]",
                "[{\"input_tokens\":10,\"output_tokens\":5}]",
                "[{\"input_tokens\":11,\"output_tokens\":2},{\"output_tokens\":2}]"
            })
    void countsTheWholeWhereIterationsDoNotAddUpToIt(String iterations) {
        message("{\"usage\":{\"input_tokens\":11,\"output_tokens\":5,\"iterations\":" + iterations + "}}");

        assertThat(usage()).isEqualTo(new Usage(11, 0, 0, 0, 5, 0, List.of()));
    }

    @Test
    void keepsIterationsThatAddUpToMoreThanTheWhole() {
        message("{\"usage\":{\"input_tokens\":11,\"output_tokens\":5,\"iterations\":"
                + "[{\"input_tokens\":900,\"output_tokens\":70},{\"input_tokens\":11,\"output_tokens\":5}]}}");

        assertThat(usage().iterations()).hasSize(2);
    }

    @Test
    void dropsIterationsThatOnlyTheStartHas() {
        byte[] start = ("{\"message\":{\"usage\":{\"input_tokens\":1,\"output_tokens\":1,\"iterations\":"
                        + "[{\"input_tokens\":900,\"output_tokens\":900}]}}}")
                .getBytes(UTF_8);
        reader.messageStart(start, 0, start.length);

        delta("{\"usage\":{\"output_tokens\":50}}");
        delta("{\"usage\":{\"output_tokens\":60}}");

        assertThat(usage()).isEqualTo(new Usage(1, 0, 0, 0, 60, 0, List.of()));
    }

    @Test
    void keepsIterationsOfADeltaThatALaterOneOmits() {
        delta("{\"usage\":{\"output_tokens\":5,\"iterations\":[{\"output_tokens\":70}]}}");
        delta("{\"usage\":{\"output_tokens\":6}}");

        assertThat(usage().iterations()).hasSize(1);
    }

    @Test
    void replacesIterationsByTheLastList() {
        delta("{\"usage\":{\"iterations\":[{\"input_tokens\":1},{\"input_tokens\":2}]}}");
        delta("""
                {"usage":{"iterations":[{"type":"message","model":"m","input_tokens":1,"cache_read_input_tokens":2,
                 "cache_creation_input_tokens":7,"cache_creation":{"ephemeral_1h_input_tokens":4},"output_tokens":5},
                 17,{"model":null}]}}""");

        assertThat(usage().iterations())
                .containsExactly(
                        new Usage.Iteration(Optional.of("m"), 1, 2, 3, 4, 5),
                        new Usage.Iteration(Optional.empty(), 0, 0, 0, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[]",
                "null",
                "17",
                "\"usage\"",
                "{\"usage\":{\"output_tokens\":99}",
                "{\"usage\":{\"output_tokens\":99}}}",
                "{\"usage\":{\"output_tokens\":99}} x",
                "{\"usage\":{\"output_tokens\":99},\"x\":nul}",
                "{\"usage\":[],\"delta\":17}",
                "{\"usage\":{\"output_tokens\":-1}}",
                "{\"usage\":{\"output_tokens\":1.5}}",
                "{\"usage\":{\"output_tokens\":\"99\"}}",
                "{\"usage\":{\"output_tokens\":99999999999999999999}}",
                "{\"usage\":{\"output_tokens\":1e999999999}}",
                "{\"usage\":{\"output_tokens\":1e99999999999}}"
            })
    void ignoresInvalidData(String data) {
        message(MESSAGE);

        delta(data);
        message(data.replace("output_tokens", "input_tokens"));

        assertThat(reader.facts(Provenance.EXACT, 11)).isEqualTo(FACTS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"msg_1\"}",
                "{\"usage\":null}",
                "{\"usage\":{}}",
                "{\"usage\":{\"input_tokens\":null,\"output_tokens\":null}}",
                "{\"usage\":{\"input_tokens\":\"7\",\"output_tokens\":-1}}",
                "{\"usage\":{\"cache_read_input_tokens\":3,\"service_tier\":\"standard\"}}",
                "{\"usage\":{\"iterations\":[]}}",
                "{\"usage\":{\"iterations\":[{\"model\":\"m\",\"output_tokens\":null}]}}",
            })
    void hasNoUsageWithoutInputAndOutput(String message) {
        message(message);

        ResponseFacts facts = reader.facts(Provenance.EXACT, 0);
        assertThat(facts.usage()).isEmpty();
        assertThat(facts.provenance()).isEqualTo(Provenance.ESTIMATED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"usage\":{\"input_tokens\":0}}",
                "{\"usage\":{\"output_tokens\":0}}",
                "{\"usage\":{\"iterations\":[{},{\"input_tokens\":0}]}}"
            })
    void hasAUsageWithInputOrOutput(String message) {
        message(message);

        assertThat(reader.facts(Provenance.EXACT, 0).provenance()).isEqualTo(Provenance.EXACT);
    }

    @Test
    void keepsTheCacheCountsOfAStartWithoutOthers() {
        message("{\"usage\":{\"cache_read_input_tokens\":3}}");

        delta("{\"usage\":{\"output_tokens\":9}}");

        assertThat(usage()).isEqualTo(new Usage(0, 3, 0, 0, 9, 0, List.of()));
    }

    private Usage usage() {
        return reader.facts(Provenance.EXACT, 0).usage().orElseThrow();
    }

    private void message(String json) {
        byte[] bytes = json.getBytes(UTF_8);
        reader.message(bytes, 0, bytes.length);
    }

    private void delta(String json) {
        byte[] bytes = json.getBytes(UTF_8);
        reader.messageDelta(bytes, 0, bytes.length);
    }

    private void member(String name, String json) {
        byte[] bytes = json.getBytes(UTF_8);
        reader.member(name, bytes, 0, bytes.length);
    }
}
