package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.Provenance;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.ResponseKind;
import dev.weir.messages.ResponseReader;
import dev.weir.relay.SseReader.Event;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The usage that the tap of an event stream reports. */
class EventTapUsageTest {
    private static final String START =
            "event: message_start\ndata: {\"message\":{\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}}\n\n";
    private static final String TEXT = "event: content_block_delta\ndata: {\"delta\":{\"text\":\"777\"}}\n\n";
    private static final String DELTA = "event: message_delta\ndata: {\"usage\":{\"output_tokens\":5}}\n\n";
    private static final String STOP = "event: message_stop\ndata: {}\n\n";

    private final EventTap tap = new EventTap();

    @ParameterizedTest
    @MethodSource("dev.weir.relay.StreamFixtures#names")
    void readsTheSameUsageAsAPlainSseReader(String name) {
        byte[] stream = StreamFixtures.bytes(name);
        ResponseReader reader = new ResponseReader();
        for (Event event : SseReader.events(stream)) {
            byte[] data = event.data().getBytes(UTF_8);
            switch (event.name()) {
                case "message_start" -> reader.messageStart(data, 0, data.length);
                case "message_delta" -> reader.messageDelta(data, 0, data.length);
                case "content_block_start", "content_block_delta" -> reader.contentBlock();
                default -> {}
            }
        }

        read(tap, stream);

        ResponseFacts facts = tap.facts();
        assertThat(facts).isEqualTo(reader.facts(facts.provenance(), facts.outputFloor()));
    }

    @Test
    void reportsExactUsageOnlyAfterMessageStop() {
        byte[] stream = StreamFixtures.bytes("text");
        int stop = new String(stream, UTF_8).indexOf("event: message_stop");

        read(tap, Arrays.copyOf(stream, stop));
        Provenance before = tap.facts().provenance();
        read(tap, Arrays.copyOfRange(stream, stop, stream.length));

        assertThat(before).isEqualTo(Provenance.PARTIAL);
        assertThat(tap.facts().provenance()).isEqualTo(Provenance.EXACT);
    }

    @Test
    void countsTheRelayedTextAsOutputFloor() {
        String event = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                + "\"delta\":{\"type\":\"text_delta\",\"text\":\"" + "x".repeat(40) + "\"}}\n\n";

        read(tap, event.repeat(10).getBytes(UTF_8));

        assertThat(tap.facts().outputFloor()).isEqualTo(100);
    }

    @Test
    void countsTextWhoseDataStandsBeforeTheEventsName() {
        read(tap, "data: {\"delta\":{\"text\":\"777\"}}\nevent: content_block_delta\n\n".getBytes(UTF_8));

        assertThat(tap.facts().outputFloor()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "event: message_delta\ndata: {\"delta\":{\"stop_reason\":\"end_turn\"}}\n\n",
                "event: message_delta\ndata: {\"usage\":{\"output_tokens\":null}}\n\n",
                "event: message_delta\ndata: {\"usage\":{\"output_tokens\":5}\n\n"
            })
    void reportsPartialUsageWhereTheFinalOneNeverCame(String last) {
        read(tap, (START + TEXT + last + STOP).getBytes(UTF_8));

        assertThat(tap.facts().provenance()).isEqualTo(Provenance.PARTIAL);
        assertThat(tap.facts().outputFloor()).isEqualTo(3);
    }

    @Test
    void reportsPartialUsageWhereTextFollowsTheLastUsage() {
        read(tap, (START + DELTA + TEXT + STOP).getBytes(UTF_8));

        assertThat(tap.facts().provenance()).isEqualTo(Provenance.PARTIAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {STOP, "event: error\ndata: {}\n\n"})
    void readsNothingAfterTheEnd(String end) {
        read(tap, (START + DELTA + end).getBytes(UTF_8));
        ResponseFacts before = tap.facts();
        Tap.Progress progress = tap.progress();

        read(tap, (TEXT + DELTA.replace("5", "500") + "event: error\ndata: {}\n\n" + STOP).getBytes(UTF_8));

        assertThat(tap.facts()).isEqualTo(before);
        assertThat(tap.progress()).isEqualTo(progress);
    }

    @ParameterizedTest
    @CsvSource({
        "'', NO_MESSAGE",
        "': comment\n\n', NO_MESSAGE",
        "'event: ping\ndata: {}\n', NO_MESSAGE",
        "'event: ping\ndata: {}\n\n', MESSAGE",
        "'event: error\ndata: {}\n\n', MESSAGE"
    })
    void isNoMessageWhereItEndsBeforeItsFirstEvent(String stream, ResponseKind kind) {
        read(tap, stream.getBytes(UTF_8));
        ResponseKind before = tap.facts().kind();

        tap.end();

        assertThat(before).isEqualTo(ResponseKind.MESSAGE);
        assertThat(tap.facts().kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({"'', REFUSED_BEFORE_OUTPUT", "content_block_start, MESSAGE", "content_block_delta, MESSAGE"})
    void isRefusedBeforeOutputWithoutAnyContent(String content, ResponseKind kind) {
        String block = content.isEmpty() ? "" : "event: " + content + "\ndata: {}\n\n";
        String refusal = "event: message_delta\ndata: {\"delta\":{\"stop_reason\":\"refusal\"},"
                + "\"usage\":{\"output_tokens\":2}}\n\n";

        read(tap, (START + block + refusal + STOP).getBytes(UTF_8));

        assertThat(tap.facts().kind()).isEqualTo(kind);
    }

    private static void read(EventTap tap, byte[] bytes) {
        tap.read(Unpooled.wrappedBuffer(bytes));
    }
}
