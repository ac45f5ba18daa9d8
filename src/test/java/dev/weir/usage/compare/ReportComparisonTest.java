package dev.weir.usage.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.usage.LogLines;
import dev.weir.usage.compare.ReportReader.ReportReading;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportComparisonTest {
    private static final String DAY_1 = "2026-11-24T00:00:00Z";
    private static final String DAY_2 = "2026-11-25T00:00:00Z";
    private static final String DAY_3 = "2026-11-26T00:00:00Z";

    private static String usage(String model, long input, long output) {
        return """
                {"uncached_input_tokens":%d,"cache_creation":{"ephemeral_1h_input_tokens":0,\
                "ephemeral_5m_input_tokens":0},"cache_read_input_tokens":0,"output_tokens":%d,\
                "server_tool_use":{"web_search_requests":0},"api_key_id":null,"workspace_id":null,"model":"%s",\
                "service_tier":"standard","context_window":"0-200k"}""".formatted(input, output, model);
    }

    private static String cost(String model, String cents) {
        return """
                {"currency":"USD","amount":"%s","workspace_id":null,"description":"x","cost_type":"tokens",\
                "model":"%s","token_type":"output_tokens"}""".formatted(cents, model);
    }

    private static String bucket(String start, String end, String... results) {
        return "{\"starting_at\":\"%s\",\"ending_at\":\"%s\",\"results\":[%s]}"
                .formatted(start, end, String.join(",", results));
    }

    private static String page(String... buckets) {
        return "{\"data\":[" + String.join(",", buckets) + "],\"has_more\":false,\"next_page\":null}\n";
    }

    private static ReportReading reading(String json) {
        return ReportReader.read(
                new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
                model -> model.replaceAll("-20[0-9]{6}$", ""),
                _ -> ZoneId.of("Europe/Berlin"));
    }

    private static UpstreamReport report(String json) {
        return switch (reading(json)) {
            case ReportReading.Read(UpstreamReport report) -> report;
            case ReportReading.Unusable(String reason) -> throw new AssertionError(reason);
        };
    }

    private static List<String> differences(String report, String... lines) {
        ReportComparison comparison = new ReportComparison(report(report));
        for (String line : lines) {
            comparison.add(LogLines.entry(line));
        }
        return comparison.differences().stream()
                .map(found -> found.kind().label() + " " + found.with() + " "
                        + found.period().substring(0, 10) + " " + found.subject() + " " + found.unit() + " "
                        + found.log() + " " + found.other())
                .toList();
    }

    private static String line(String time, String model, long input, long output) {
        return LogLines.line("a", time, model, input, output, "0.5");
    }

    @Test
    void findsNothingWhereBothSayTheSame() {
        String both = page(bucket(DAY_1, DAY_2, usage("big-20260101", 30, 3), usage("small", 1, 1)))
                + page(bucket(DAY_1, DAY_2, cost("big", "50"), cost("big", "50.0"), cost("small", "50")));

        assertThat(differences(
                        both,
                        line("2026-11-24T00:00:00.000Z", "big", 10, 1),
                        line("2026-11-24T23:59:59.999Z", "big", 20, 2),
                        line("2026-11-24T12:00:00.000Z", "small", 1, 1),
                        line("2026-11-25T00:00:00.000Z", "big", 999, 999)))
                .isEmpty();
    }

    @Test
    void namesWhatIsMissingInTheLog() {
        assertThat(differences(
                        page(bucket(DAY_1, DAY_2, usage("big", 30, 3), usage("small", 1, 0))),
                        line("2026-11-24T12:00:00.000Z", "big", 10, 1)))
                .containsExactly(
                        "missing usage report 2026-11-24 big input 10 30",
                        "missing usage report 2026-11-24 big output 1 3",
                        "missing usage report 2026-11-24 small input 0 1");
    }

    @Test
    void namesWhatTheLogCountsTwice() {
        String line = line("2026-11-24T12:00:00.000Z", "big", 10, 1);

        assertThat(differences(page(bucket(DAY_1, DAY_2, usage("big", 10, 1))), line, line))
                .containsExactly(
                        "double usage report 2026-11-24 big input 20 10",
                        "double usage report 2026-11-24 big output 2 1");
    }

    @Test
    void namesTokensAtAnotherModel() {
        String both = page(bucket(DAY_1, DAY_2, usage("big", 10, 1), usage("small", 10, 1)))
                + page(bucket(DAY_1, DAY_2, cost("big", "90"), cost("small", "10")));

        assertThat(differences(
                        both,
                        line("2026-11-24T12:00:00.000Z", "big", 10, 1),
                        line("2026-11-24T12:00:00.000Z", "big", 10, 1)))
                .containsExactly(
                        "other_model usage report 2026-11-24 big input 20 10",
                        "other_model usage report 2026-11-24 big output 2 1",
                        "other_model usage report 2026-11-24 small input 0 10",
                        "other_model usage report 2026-11-24 small output 0 1",
                        "other_model cost report 2026-11-24 big usd 1 0.90",
                        "other_model cost report 2026-11-24 small usd 0 0.10");
    }

    @Test
    void namesAnotherPriceOnlyWhereTheTokensAreEqual() {
        String tokens = page(bucket(DAY_1, DAY_2, usage("big", 10, 1)));
        String cost = page(bucket(DAY_1, DAY_2, cost("big", "55.123")));
        String line = line("2026-11-24T12:00:00.000Z", "big", 10, 1);

        assertThat(differences(tokens + cost, line))
                .containsExactly("other_price cost report 2026-11-24 big usd 0.5 0.55123");
        assertThat(differences(cost, line)).containsExactly("missing cost report 2026-11-24 big usd 0.5 0.55123");
    }

    @Test
    void namesNoPriceWhereOnlyOneOfTheReportsIsByModel() {
        String tokens = page(bucket(DAY_1, DAY_2, usage("big", 20, 1)));
        String cost = page(bucket(DAY_1, DAY_2, cost("big", "100").replace("\"model\":\"big\"", "\"model\":null")));
        String line = line("2026-11-24T12:00:00.000Z", "big", 10, 1);

        assertThat(differences(tokens + cost, line))
                .containsExactly(
                        "missing usage report 2026-11-24 big input 10 20",
                        "missing cost report 2026-11-24 all models usd 0.5 1.00");
    }

    @Test
    void takesAnAmountAsRoundedToItsLastDecimal() {
        String line = LogLines.line("a", "2026-11-24T12:00:00.000Z", "big", 10, 1, "0.555555");

        assertThat(differences(page(bucket(DAY_1, DAY_2, cost("big", "55.56"))), line))
                .isEmpty();
        assertThat(differences(page(bucket(DAY_1, DAY_2, cost("big", "55.58"))), line))
                .hasSize(1);
    }

    @Test
    void namesCutStreamsWhereNoMoreDiffersThanTheLogMarks() {
        String exact = LogLines.line("a", "2026-11-24T12:00:00.000Z", "big", 10, 100, "0.5");
        String cut = LogLines.line("b", "2026-11-24T12:00:00.000Z", "big", "partial", 10, 7, "0.5");

        assertThat(differences(page(bucket(DAY_1, DAY_2, usage("big", 20, 114))), exact, cut))
                .containsExactly("cut_streams usage report 2026-11-24 big output 107 114");
        assertThat(differences(page(bucket(DAY_1, DAY_2, usage("big", 20, 115))), exact, cut))
                .containsExactly("missing usage report 2026-11-24 big output 107 115");
    }

    @Test
    void namesTokensInAnotherPeriod() {
        assertThat(differences(
                        page(bucket(DAY_1, DAY_2, usage("big", 5, 0)), bucket(DAY_2, DAY_3, usage("big", 15, 0))),
                        line("2026-11-24T12:00:00.000Z", "big", 10, 0),
                        line("2026-11-25T12:00:00.000Z", "big", 10, 0)))
                .containsExactly(
                        "other_period usage report 2026-11-24 big input 10 5",
                        "other_period usage report 2026-11-25 big input 10 15");
    }

    @Test
    void namesADifferenceInBothDirectionsMixed() {
        assertThat(differences(
                        page(bucket(DAY_1, DAY_2, usage("big", 5, 9))), line("2026-11-24T12:00:00.000Z", "big", 10, 1)))
                .containsExactly(
                        "mixed usage report 2026-11-24 big input 10 5", "mixed usage report 2026-11-24 big output 1 9");
    }

    @Test
    void comparesAllModelsTogetherWhereTheReportIsNotGroupedByModel() {
        String report = page(bucket(DAY_1, DAY_2, usage("big", 11, 2).replace("\"big\"", "null")));

        assertThat(differences(
                        report,
                        line("2026-11-24T12:00:00.000Z", "big", 10, 1),
                        line("2026-11-24T12:00:00.000Z", "small", 1, 1)))
                .isEmpty();
        assertThat(differences(report, line("2026-11-24T12:00:00.000Z", "big", 10, 1)))
                .first()
                .isEqualTo("missing usage report 2026-11-24 all models input 10 11");
    }

    /** What ./weir quota show prints; the periods are those of Berlin, and the clocks changed on 2026-10-25. */
    private static String limits(String used) {
        return """
                {"team":"search","plan":"developer","mode":"enforce","time":"2026-10-25T12:00:00Z","leases":1,
                "limits":[{"name":"team/requests-per-minute","unit":"requests","max":5,"used":1,"held":0,
                 "resets_at":null},
                {"name":"team/tokens-per-day","unit":"tokens","max":9,"used":12,"held":0,
                 "resets_at":"2026-10-25T23:00:00Z"},
                {"name":"team/per-model[opus]/usd-per-day","unit":"usd","used":7,"held":0,
                 "resets_at":"2026-10-25T23:00:00Z"},
                {"name":"team/usd-per-month","unit":"usd","max":9.0,"used":%s,"held":0.25,
                 "resets_at":"2026-10-31T23:00:00Z"}]}
                """.formatted(used);
    }

    @Test
    void findsNothingWhereRedisSaysTheSame() {
        assertThat(differences(
                        limits("1.5"),
                        line("2026-10-24T21:59:59.999Z", "big", 100, 1), // the day before
                        line("2026-10-24T22:00:00.000Z", "big", 5, 1), // a day of 25 hours begins
                        line("2026-10-25T22:59:59.999Z", "small", 5, 1),
                        line("2026-10-25T22:59:59.999Z", "small", 5, 1).replace("search", "assist")))
                .isEmpty();
    }

    @Test
    void namesWhatIsMissingOrDoubleAgainstRedis() {
        String one = line("2026-10-25T10:00:00.000Z", "big", 11, 1);

        assertThat(differences(limits("0.5"), one)).isEmpty();
        assertThat(differences(limits("0.75"), one))
                .containsExactly("missing redis 2026-09-30 search team/usd-per-month usd 0.5 0.75");
        assertThat(differences(limits("0.25"), one, one))
                .containsExactly(
                        "double redis 2026-10-24 search team/tokens-per-day tokens 24 12",
                        "double redis 2026-09-30 search team/usd-per-month usd 1 0.25");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "no JSON",
                "{\"data\":[]}",
                "{\"data\":[{\"starting_at\":\"x\",\"ending_at\":\"y\",\"results\":[{\"amount\":\"1\"}]}]}",
                "{\"data\":[{\"starting_at\":\"" + DAY_1 + "\",\"ending_at\":\"" + DAY_2
                        + "\",\"results\":[{\"amount\":\"x\"}]}]}"
            })
    void rejectsWhatIsNoReport(String text) {
        assertThat(reading(text)).isInstanceOf(ReportReading.Unusable.class);
    }

    @Test
    void rejectsAReportWhosePagesAreNotAllThere() {
        String first = page(bucket(DAY_1, DAY_2, usage("big", 1, 1))).replace("false", "true");

        assertThat(reading(first)).isInstanceOf(ReportReading.Unusable.class);
        assertThat(reading(first + page())).isInstanceOf(ReportReading.Read.class);
    }
}
