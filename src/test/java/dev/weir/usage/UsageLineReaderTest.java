package dev.weir.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pricing.NanoUsd;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageLineReaderTest {
    private static final String AMOUNT = "\"cost_usd\":0.0002 | \"cost_usd\"";
    private static final String NO_AMOUNT = " | cost_usd is no amount of dollars with up to nine decimals";
    private static final String LINE = LogLines.line("a", "2026-11-24T10:00:00.123Z", "claude-big", 12, 500, "0.0002");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"time\":\"2026-11-24T10:00:00.123Z\" | \"time\":\"today\" | time is no RFC 3339 time",
                "\"time\":\"2026-11-24T10:00:00.123Z\" | \"time\":null | time is missing",
                "\"request_id\":\"a\" | \"request_id\":7 | request_id is no text",
                "\"input_tokens\":12 | \"input_tokens\":-1 | input_tokens is negative",
                "\"input_tokens\":12 | \"input_tokens\":1.5 | input_tokens is no whole number",
                "\"input_tokens\":12 | \"input_tokens\":9223372036854775808 | input_tokens is no whole number",
                "\"input_tokens\":12 | \"input_tokens\":\"12\" | input_tokens is no whole number",
                AMOUNT + ":0.0000000001" + NO_AMOUNT,
                AMOUNT + ":-1" + NO_AMOUNT,
                AMOUNT + ":1e99" + NO_AMOUNT,
                "\"cost_usd\":0.0002 | \"cost_usd\":true | cost_usd is no number",
                "\"usage\":\"exact\" | \"usage\":\"guess\" | usage is not one of exact, partial, estimated",
                "\"models\":null | \"models\":{} | models is no array",
                "\"models\":null | \"models\":[7] | models has an item that is no object",
                "\"models\":null} | \"models\":null | no whole JSON object",
                "\"models\":null} | \"models\":null}{} | more than one JSON object",
                "{\"time\" | [{\"time\" | no JSON object"
            })
    void saysWhatIsWrongWithALine(String good, String bad, String reason) {
        assertThat(LINE).contains(good);

        assertThat(LogLines.reason(LINE.replace(good, bad))).isEqualTo(reason);
    }

    @Test
    void repeatsNothingOfALine() {
        assertThat(LogLines.reason("sk-ant-api03-secret")).doesNotContain("sk-ant");
        assertThat(LogLines.reason(LINE.replace("\"exact\"", "\"sk-ant-api03-secret\"")))
                .doesNotContain("sk-ant");
    }

    @Test
    void skipsKeysThatItDoesNotKnow() {
        String newer = LINE.replace("{\"time\"", "{\"future\":{\"input_tokens\":[1,{}]},\"time\"");

        assertThat(LogLines.entry(newer)).isEqualTo(LogLines.entry(LINE));
    }

    @Test
    void readsALineOfAnOlderVersionWithoutItsModelAndParts() {
        String older = LINE.replace(
                "\"model\":\"claude-big\",\"input_usd\":0.0002,\"output_usd\":0,", "\"model_served\":\"m\",");

        UsageSums sums = new UsageSums(List.of(Dimension.MODEL));
        sums.add(LogLines.entry(older));

        assertThat(sums.rows().getFirst().values()).containsExactly("m");
        assertThat(sums.total().all().unsplit()).isEqualTo(new NanoUsd(200_000));
        assertThat(sums.total().all().cost()).isEqualTo(new NanoUsd(200_000));
    }

    @Test
    void throwsForNoLine() {
        Random random = new Random(4711);
        byte[] whole = LINE.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = whole.clone();
            int changes = 1 + random.nextInt(4);
            for (int change = 0; change < changes; change++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }

            assertThat(UsageLineReader.read(damaged, random.nextInt(damaged.length + 1)))
                    .isNotNull();
        }
    }
}
