package dev.weir.metering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.messages.Provenance;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageLogTest {
    private static final Pattern DOCUMENTED = Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);
    private static final Pattern REASON = Pattern.compile("^- `([^`]+)`: ", Pattern.MULTILINE);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> lines = new ArrayList<>();
    private final UsageLog log = new UsageLog(line -> lines.add(line.toString()));

    private String line(UsageRecord exchange) {
        var cost = UsageRecords.TABLE.cost(
                exchange.modelAsked(), exchange.response(), exchange.times().startedAt());
        log.write(PricedExchange.of(exchange, UsageRecords.TABLE, cost), UsageLogTest::rethrow);
        return lines.getLast();
    }

    static void rethrow(RuntimeException fault) {
        throw fault;
    }

    private JsonNode parsed(UsageRecord exchange) throws IOException {
        return JSON.readTree(line(exchange));
    }

    private static ResponseFacts served(String model) {
        return UsageRecords.response(model, UsageRecords.USAGE, Provenance.EXACT);
    }

    @Test
    void writesACompletedExchange() {
        var line = line(UsageRecords.completed());

        assertThat(line)
                .isEqualTo("{\"time\":\"2026-11-24T10:00:00.123Z\",\"request_id\":\"weir_01\","
                        + "\"upstream_request_id\":\"req_011CSHoEeqs5C35K2UUqR7Fy\","
                        + "\"message_id\":\"msg_01XFDUDYJgAACzvnptvVoYEL\","
                        + "\"team\":\"search\",\"key\":\"search-service\",\"user\":\"4f1c9a\","
                        + "\"operation\":\"messages\",\"model_asked\":\"claude-big\",\"stream\":true,"
                        + "\"status\":200,\"outcome\":\"completed\","
                        + "\"limit\":null,\"error_type\":null,\"reason\":null,\"model_served\":\"claude-big\","
                        + "\"stop_reason\":\"end_turn\",\"service_tier\":\"standard\",\"speed\":\"standard\","
                        + "\"inference_geo\":\"global\",\"usage\":\"exact\",\"input_tokens\":12,"
                        + "\"cache_read_tokens\":40000,\"cache_write_5m_tokens\":300,\"cache_write_1h_tokens\":20,"
                        + "\"output_tokens\":500,\"web_searches\":0,\"iterations\":0,\"cost_usd\":0.019708,"
                        + "\"price_known\":true,\"attempts\":2,"
                        + "\"upstream\":\"anthropic\",\"upstream_key\":\"main\",\"retry_wait_ms\":250.000,"
                        + "\"request_bytes\":49152,\"response_bytes\":8192,"
                        + "\"duration_ms\":12345.679,\"ttft_ms\":812.346,\"auth_ms\":0.031,\"read_ms\":0.120,"
                        + "\"quota_ms\":0.480,\"connect_ms\":0.002,\"relay_ms\":0.046,"
                        + "\"session\":\"5e55\",\"loop\":\"agent\",\"agent\":\"a9e7\",\"parent_agent\":\"9a4e\","
                        + "\"project\":\"ranking\",\"model\":\"claude-big\",\"input_usd\":0.000048,"
                        + "\"cache_read_usd\":0.008,\"cache_write_5m_usd\":0.0015,\"cache_write_1h_usd\":0.00016,"
                        + "\"output_usd\":0.01,\"web_search_usd\":0,\"models\":null}");
    }

    @Test
    void writesNullForAbsentValues() {
        var line = line(UsageRecords.unauthenticated());

        assertThat(line)
                .isEqualTo("{\"time\":\"2026-11-24T10:00:00.123Z\",\"request_id\":\"weir_02\","
                        + "\"upstream_request_id\":null,\"message_id\":null,"
                        + "\"team\":null,\"key\":null,\"user\":null,"
                        + "\"operation\":\"messages\",\"model_asked\":null,\"stream\":false,"
                        + "\"status\":401,\"outcome\":\"unauthenticated\",\"limit\":null,"
                        + "\"error_type\":\"authentication_error\",\"reason\":\"credential\",\"model_served\":null,"
                        + "\"stop_reason\":null,\"service_tier\":null,\"speed\":null,\"inference_geo\":null,"
                        + "\"usage\":null,\"input_tokens\":null,\"cache_read_tokens\":null,"
                        + "\"cache_write_5m_tokens\":null,\"cache_write_1h_tokens\":null,"
                        + "\"output_tokens\":null,\"web_searches\":null,\"iterations\":null,\"cost_usd\":null,"
                        + "\"price_known\":null,\"attempts\":0,"
                        + "\"upstream\":null,\"upstream_key\":null,\"retry_wait_ms\":0.000,"
                        + "\"request_bytes\":0,\"response_bytes\":142,"
                        + "\"duration_ms\":1.500,\"ttft_ms\":null,\"auth_ms\":0.040,\"read_ms\":null,"
                        + "\"quota_ms\":null,\"connect_ms\":null,\"relay_ms\":null,"
                        + "\"session\":null,\"loop\":null,\"agent\":null,\"parent_agent\":null,"
                        + "\"project\":null,\"model\":null,\"input_usd\":null,"
                        + "\"cache_read_usd\":null,\"cache_write_5m_usd\":null,\"cache_write_1h_usd\":null,"
                        + "\"output_usd\":null,\"web_search_usd\":null,\"models\":null}");
    }

    @Test
    void writesTheLimitAndTheErrorOfARejectedRequest() {
        var line = line(UsageRecords.overBudget());

        assertThat(line)
                .contains("\"outcome\":\"quota_refused\",\"limit\":\"user/usd-per-day\","
                        + "\"error_type\":\"billing_error\",\"reason\":\"limit\",\"model_served\":null");
    }

    @Test
    void documentsEveryReason() throws IOException {
        var page = Files.readString(Path.of("docs/usage-log.md"));

        var documented = REASON.matcher(page).results().map(row -> row.group(1)).toList();

        assertThat(documented)
                .containsExactlyElementsOf(
                        Stream.of(ErrorReason.values()).map(ErrorReason::label).toList());
    }

    @Test
    void documentsEveryKeyInTheOrderWritten() throws IOException {
        var page = Files.readString(Path.of("docs/usage-log.md"));

        var documented = DOCUMENTED
                .matcher(page.substring(0, page.indexOf("\n## ")))
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(parsed(UsageRecords.completed()).fieldNames()).toIterable().containsExactlyElementsOf(documented);
    }

    @ParameterizedTest
    @CsvSource({
        "claude-big, claude-big, claude-big, claude-big",
        "claude-big[1m], claude-small, claude-big, claude-small",
        "claude-big, claude-new-20270101, claude-big, claude-new-20270101",
        "claude-new, claude-new, other, claude-new",
        "sk-ant-api03-secret, sk-ant-api03-secret, other, other",
        "weir_0123456789abcdef, weir_0123456789abcdef, other, other",
        "claude-new, sk-ant-api03-secret, other, other",
        "claude-big[sk-ant-secret, claude-big[sk-ant-secret, claude-big, claude-big",
        "claude-big, a model, claude-big, other"
    })
    void writesAModelAsTheClientSentItOnlyWhereItHasNoPriceAndAName(
            String asked, String served, String askedWritten, String servedWritten) throws IOException {
        var written = parsed(UsageRecords.completed(asked, served(served)));

        assertThat(List.of(
                        written.get("model_asked").asText(),
                        written.get("model_served").asText()))
                .containsExactly(askedWritten, servedWritten);
    }

    @ParameterizedTest
    @CsvSource({"64, true", "65, false"})
    void writesANameWithoutAPriceUpTo64Characters(int length, boolean isWritten) throws IOException {
        var name = "m".repeat(length);

        var written = parsed(UsageRecords.completed(name, served(name)));

        assertThat(written.get("model_served").asText()).isEqualTo(isWritten ? name : "other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hello World", "a\nb", "\"quoted\"", "{}", "", "ä"})
    void replacesUnexpectedUpstreamTextByOther(String text) throws IOException {
        var written = parsed(UsageRecords.completed("claude-big", UsageRecords.responseOf(text)));

        assertThat(List.of("message_id", "model_served", "stop_reason", "service_tier", "speed", "inference_geo"))
                .allMatch(key -> written.get(key).asText().equals("other"));
    }

    @Test
    void writesNoValueAsLongAsACredential() throws IOException {
        var written = parsed(UsageRecords.completed(
                "claude-big", UsageRecords.responseOf("sk-ant-api03-abcdefghijklmnopqrstuvwxyz")));

        assertThat(List.of("stop_reason", "service_tier", "speed", "inference_geo"))
                .allMatch(key -> written.get(key).asText().equals("other"));
    }

    @Test
    void writesTheSmallestCostWithoutAnExponent() {
        var usage = new Usage(0, 1, 0, 0, 0, 0, List.of());

        var line = line(
                UsageRecords.completed("claude-big", UsageRecords.response("claude-big", usage, Provenance.PARTIAL)));

        assertThat(line).contains("\"usage\":\"partial\",").contains("\"cost_usd\":0.0000002,");
    }

    @Test
    void logsAtInfoInItsOwnCategoryWithTheLineAsTheMessage() {
        var logged = new ArrayList<String>();
        var exchange = UsageRecords.completed();
        var priced = PricedExchange.of(
                exchange,
                UsageRecords.TABLE,
                UsageRecords.TABLE.cost(
                        exchange.modelAsked(),
                        exchange.response(),
                        exchange.times().startedAt()));

        try (var _ = LogCapture.of(
                UsageLog.CATEGORY,
                record -> logged.add(record.getLevel() + " " + new PatternFormatter("%m").format(record)))) {
            UsageLog.toLogger().write(priced, UsageLogTest::rethrow);
        }

        assertThat(logged).containsExactly("INFO " + line(exchange));
    }

    @Test
    void sumsTheIterationsAndWritesTheirNumber() throws IOException {
        var step = new Usage.Iteration(Optional.empty(), 1, 2, 3, 4, 5);
        var usage = new Usage(9, 9, 9, 9, 9, 0, List.of(step, step));

        var written = parsed(
                UsageRecords.completed("claude-big", UsageRecords.response("claude-big", usage, Provenance.EXACT)));

        assertThat(Stream.of(
                                "iterations",
                                "input_tokens",
                                "cache_read_tokens",
                                "cache_write_5m_tokens",
                                "cache_write_1h_tokens",
                                "output_tokens")
                        .map(key -> written.get(key).asLong()))
                .containsExactly(2L, 2L, 4L, 6L, 8L, 10L);
    }

    @Test
    void writesAPartForEachModelThatServed() throws IOException {
        var big = new Usage.Iteration(Optional.empty(), 1, 2, 3, 4, 5);
        var small = new Usage.Iteration(Optional.of("claude-small"), 10, 0, 0, 0, 20);
        var usage = new Usage(9, 9, 9, 9, 9, 0, List.of(big, small, big));

        var line = line(
                UsageRecords.completed("claude-big", UsageRecords.response("claude-big", usage, Provenance.EXACT)));

        assertThat(line)
                .endsWith("\"models\":[{\"model\":\"claude-big\",\"input_tokens\":2,\"cache_read_tokens\":4,"
                        + "\"cache_write_5m_tokens\":6,\"cache_write_1h_tokens\":8,\"output_tokens\":10,"
                        + "\"web_searches\":0,\"input_usd\":0.000008,\"cache_read_usd\":0.0000008,"
                        + "\"cache_write_5m_usd\":0.00003,\"cache_write_1h_usd\":0.000064,\"output_usd\":0.0002,"
                        + "\"web_search_usd\":0},{\"model\":\"claude-small\",\"input_tokens\":10,"
                        + "\"cache_read_tokens\":0,\"cache_write_5m_tokens\":0,\"cache_write_1h_tokens\":0,"
                        + "\"output_tokens\":20,\"web_searches\":0,\"input_usd\":0.00002,\"cache_read_usd\":0,"
                        + "\"cache_write_5m_usd\":0,\"cache_write_1h_usd\":0,\"output_usd\":0.0002,"
                        + "\"web_search_usd\":0}]}")
                .contains("\"model\":\"claude-big\",\"input_usd\":0.000028,");
    }

    @Test
    void writesAPartWhereOnlyAnotherModelServed() throws IOException {
        var small = new Usage.Iteration(Optional.of("claude-small"), 10, 0, 0, 0, 20);
        var usage = new Usage(9, 9, 9, 9, 9, 0, List.of(small));

        var written = parsed(
                UsageRecords.completed("claude-big", UsageRecords.response("claude-big", usage, Provenance.EXACT)));

        assertThat(written.get("model").asText()).isEqualTo("claude-big");
        assertThat(written.get("models").get(0).get("model").asText()).isEqualTo("claude-small");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"s, -, -, main", "s, a, -, agent", "-, a, -, agent", "-, -, p, agent", "-, -, -, -"})
    void tellsTheMainLoopFromAgents(
            @Nullable String session, @Nullable String agent, @Nullable String parent, @Nullable String loop) {
        var origin = new UsageRecord.Origin(
                Optional.ofNullable(session),
                Optional.ofNullable(agent),
                Optional.ofNullable(parent),
                Optional.empty());

        assertThat(origin.loop()).isEqualTo(Optional.ofNullable(loop));
    }

    @Test
    void writesThatAPriceIsUnknown() throws IOException {
        var written = parsed(UsageRecords.completed("mystery", served("mystery")));

        assertThat(written.get("price_known").booleanValue()).isFalse();
    }
}
