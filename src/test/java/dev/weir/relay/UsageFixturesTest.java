package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.Provenance;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.Usage;
import dev.weir.pricing.Cost;
import dev.weir.quota.QuotaFixture;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the usage of a response counts and costs by the shipped prices, from its bytes. Source: Messages API, usage;
 * refusals and fallback.
 */
class UsageFixturesTest {
    private static final Instant AT = Instant.parse("2026-11-30T00:00:00Z");
    private static final Optional<String> ASKED = Optional.of("claude-opus-5-5");

    static List<Arguments> streams() {
        return List.of(
                stream(
                        "cumulative deltas: the last value counts",
                        start("opus-5-5", "'input_tokens':10,'output_tokens':1")
                                + delta("'output_tokens':5")
                                + delta("'output_tokens':9"),
                        counts(10, 0, 0, 0, 9),
                        10 * 4_000 + 9 * 20_000),
                stream(
                        "missing fields and nulls keep what the start said",
                        start(
                                        "opus-5-5",
                                        "'input_tokens':10,'cache_read_input_tokens':100,"
                                                + "'cache_creation':null,'output_tokens':1")
                                + delta("'output_tokens':7,'cache_read_input_tokens':null"),
                        counts(10, 100, 0, 0, 7),
                        10 * 4_000 + 100 * 200 + 7 * 20_000),
                stream(
                        "writes of 5 minutes and of an hour",
                        start("opus-5-5", writes(30, 10, 20)) + delta("'output_tokens':1"),
                        counts(1, 0, 10, 20, 1),
                        4_000 + 10 * 5_000 + 20 * 8_000 + 20_000),
                stream(
                        "writes beyond the split are of 5 minutes",
                        start("opus-5-5", writes(30, 10, 20))
                                + delta("'output_tokens':1,'cache_creation_input_tokens':50"),
                        counts(1, 0, 30, 20, 1),
                        4_000 + 30 * 5_000 + 20 * 8_000 + 20_000),
                stream(
                        "compaction is not in the counts of the whole",
                        start("opus-5-5", "'input_tokens':10,'output_tokens':1")
                                + delta("'input_tokens':10,'output_tokens':5,'iterations':["
                                        + "{'type':'compaction','input_tokens':100,'output_tokens':20},"
                                        + "{'type':'message','input_tokens':10,'output_tokens':5}]"),
                        counts(110, 0, 0, 0, 25),
                        110 * 4_000 + 25 * 20_000),
                stream(
                        "a fallback: the declined attempt is free, the other costs its own model's price",
                        start("sonnet-5-5", "'input_tokens':40,'output_tokens':1")
                                + delta("'input_tokens':40,'output_tokens':5,'iterations':["
                                        + "{'type':'message','model':'claude-opus-5-5','input_tokens':40,"
                                        + "'output_tokens':0},{'type':'fallback_message',"
                                        + "'model':'claude-sonnet-5-5','input_tokens':40,'output_tokens':5}]"),
                        counts(80, 0, 0, 0, 5),
                        40 * 2_000 + 5 * 10_000),
                stream(
                        "a refusal before any output is free",
                        start("opus-5-5", "'input_tokens':40,'output_tokens':0") + refusal(0),
                        counts(40, 0, 0, 0, 0),
                        0),
                stream(
                        "a refusal in the midst is billed",
                        start("opus-5-5", "'input_tokens':40,'output_tokens':1") + text() + refusal(3),
                        counts(40, 0, 0, 0, 3),
                        40 * 4_000 + 3 * 20_000),
                stream(
                        "the batch tier costs half",
                        start("opus-5-5", "'input_tokens':10,'output_tokens':1,'service_tier':'batch'")
                                + delta("'output_tokens':9"),
                        counts(10, 0, 0, 0, 9),
                        (10 * 4_000 + 9 * 20_000) / 2),
                stream(
                        "fast mode costs twice",
                        start("opus-5", "'input_tokens':10,'output_tokens':1,'speed':'fast'")
                                + delta("'output_tokens':9"),
                        counts(10, 0, 0, 0, 9),
                        10 * 10_000 + 9 * 50_000),
                stream(
                        "the US cost a tenth more",
                        start("opus-5-5", "'input_tokens':10,'output_tokens':1,'inference_geo':'us'")
                                + delta("'output_tokens':9"),
                        counts(10, 0, 0, 0, 9),
                        10 * 4_400 + 9 * 22_000),
                stream(
                        "Haiku's lower band",
                        start("haiku-5-5", "'input_tokens':100000,'output_tokens':1") + delta("'output_tokens':9"),
                        counts(100_000, 0, 0, 0, 9),
                        100_000 * 100 + 9 * 500),
                stream(
                        "Haiku's upper band, reached with cache reads",
                        start("haiku-5-5", "'input_tokens':1,'cache_read_input_tokens':100000,'output_tokens':1")
                                + delta("'output_tokens':9"),
                        counts(1, 100_000, 0, 0, 9),
                        500 + 100_000 * 50 + 9 * 2_500));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void countsAndPrices(String name, String events, Usage counted, long nanoUsd) {
        EventTap tap = new EventTap();
        tap.read(Buffer.buffer(events + event("message_stop", "{'type':'message_stop'}")));
        tap.end();

        ResponseFacts facts = tap.facts();
        Cost cost = QuotaFixture.PRICES.cost(ASKED, facts, AT);

        assertThat(facts.provenance()).isEqualTo(Provenance.EXACT);
        assertThat(cost.counted()).isEqualTo(counted);
        assertThat(cost.total().value()).isEqualTo(nanoUsd);
        assertThat(cost.known()).isTrue();
    }

    /** The same usage in one JSON message, byte by byte. */
    @Test
    void countsAJsonMessageAtAnyChunking() {
        MessageTap tap = new MessageTap();
        String json =
                json("{'type':'message','model':'claude-opus-5-5','content':[{'type':'text','text':'hi'}],'usage':{"
                        + writes(30, 10, 20) + "}}");
        for (byte one : json.getBytes(UTF_8)) {
            tap.read(Buffer.buffer(new byte[] {one}));
        }
        tap.end();

        Cost cost = QuotaFixture.PRICES.cost(ASKED, tap.facts(), AT);

        assertThat(cost.counted()).isEqualTo(counts(1, 0, 10, 20, 1));
        assertThat(cost.total().value()).isEqualTo(4_000 + 10 * 5_000 + 20 * 8_000 + 20_000);
    }

    /** What cannot be read costs an estimate, which is marked as one. */
    @Test
    void estimatesAnEncodedResponse() {
        NoTap tap = new NoTap();
        tap.read(Buffer.buffer(new byte[] {0x1f, (byte) 0x8b, 8}));

        ResponseFacts facts = tap.facts().estimated(counts(10, 0, 0, 0, 9));

        assertThat(facts.provenance()).isEqualTo(Provenance.ESTIMATED);
        assertThat(QuotaFixture.PRICES.cost(ASKED, facts, AT).total().value()).isEqualTo(10 * 4_000 + 9 * 20_000);
    }

    @Test
    void knowsWhyTheCacheMissed() {
        EventTap stream = new EventTap();
        stream.read(Buffer.buffer(event(
                "message_start",
                "{'type':'message_start','message':{'model':'claude-opus-5-5','diagnostics':{'cache_miss_reason':"
                        + "{'type':'tools_changed','cache_missed_input_tokens':5}},'usage':{'input_tokens':1}}}")));
        MessageTap whole = new MessageTap();
        whole.read(Buffer.buffer(json("{'type':'message','diagnostics':{'cache_miss_reason':{'type':'unavailable'}},"
                + "'usage':{'input_tokens':1,'output_tokens':1}}")));
        MessageTap none = new MessageTap();
        none.read(Buffer.buffer(json("{'diagnostics':{'cache_miss_reason':null},'usage':{'output_tokens':1}}")));

        assertThat(Stream.of(stream, whole, none).map(tap -> tap.facts().cacheMissReason()))
                .containsExactly(Optional.of("tools_changed"), Optional.of("unavailable"), Optional.empty());
    }

    private static Arguments stream(String name, String events, Usage counted, long nanoUsd) {
        return Arguments.of(name, events, counted, nanoUsd);
    }

    private static Usage counts(long input, long read, long write5m, long write1h, long output) {
        return new Usage(input, read, write5m, write1h, output, 0, List.of());
    }

    private static String writes(int all, int fiveMinutes, int oneHour) {
        return "'input_tokens':1,'output_tokens':1,'cache_creation_input_tokens':" + all
                + ",'cache_creation':{'ephemeral_5m_input_tokens':" + fiveMinutes + ",'ephemeral_1h_input_tokens':"
                + oneHour + "}";
    }

    private static String start(String model, String usage) {
        return event(
                "message_start",
                "{'type':'message_start','message':{'id':'msg_1','type':'message','model':'claude-" + model
                        + "','usage':{" + usage + "}}}");
    }

    private static String delta(String usage) {
        return event("message_delta", "{'type':'message_delta','delta':{},'usage':{" + usage + "}}");
    }

    private static String refusal(int output) {
        return event(
                "message_delta",
                "{'type':'message_delta','delta':{'stop_reason':'refusal'},'usage':{'output_tokens':" + output + "}}");
    }

    private static String text() {
        return event(
                        "content_block_start",
                        "{'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}")
                + event(
                        "content_block_delta",
                        "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'No'}}");
    }

    private static String event(String name, String data) {
        return "event: " + name + "\ndata: " + json(data) + "\n\n";
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
