package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.ErrorType;
import dev.weir.relay.RelayEnd.Completed;
import dev.weir.relay.RelayEnd.Cut;
import dev.weir.relay.RelayEnd.ErrorReported;
import dev.weir.relay.RelayOutcome.CutReason;
import dev.weir.relay.RelayOutcome.NotCommitted;
import io.vertx.core.http.HttpHeaders;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client gets of a response, and how it ends. */
class ResponseCopyTest {
    private static final String PING = "event: ping\ndata: {}\n\n";
    private static final String STOP = "event: message_stop\ndata: {}\n\n";
    private static final String ERROR = "event: error\ndata: {\"type\":\"error\"}\n\n";

    static List<String> wholeStreams() {
        List<String> unfinished = List.of("cut-inside-event", "cut-without-stop", "empty", "only-comment");
        return StreamFixtures.names().stream()
                .filter(name -> !unfinished.contains(name))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("wholeStreams")
    void relaysEveryByteOfAStreamAtAnyChunking(String name) {
        byte[] stream = StreamFixtures.bytes(name);
        for (int seed = 0; seed < 20; seed++) {
            CopyUnderTest copying = copied(stream, seed);

            assertThat(copying.client.bytes()).isEqualTo(stream);
            assertThat(copying.client.ends).isEqualTo(1);
            assertThat(copying.traffic().bytes()).isEqualTo(stream.length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut-inside-event", "cut-without-stop"})
    void cutsAStreamThatEndsAfterTheCommitWithoutItsLastEvent(String name) {
        byte[] stream = StreamFixtures.bytes(name);
        for (int seed = 0; seed < 20; seed++) {
            CopyUnderTest copying = copied(stream, seed);

            assertThat(copying.client.bytes()).startsWith(stream);
            assertThat(copying.client.cuts).isEqualTo(1);
            assertThat(copying.outcome()).isInstanceOf(Cut.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty", "only-comment"})
    void writesNothingOfAStreamThatEndsBeforeItsFirstEvent(String name) {
        byte[] stream = StreamFixtures.bytes(name);
        for (int seed = 0; seed < 20; seed++) {
            CopyUnderTest copying = copied(stream, seed);

            assertThat(copying.client.hasBegun()).isFalse();
            assertThat(copying.outcome()).isInstanceOf(NotCommitted.class);
        }
    }

    private static CopyUnderTest copied(byte[] stream, int seed) {
        CopyUnderTest copying = CopyUnderTest.stream();
        StreamFixtures.chunks(stream, seed).forEach(copying::send);
        copying.upstream.end();
        return copying;
    }

    @Test
    void relaysAStreamThatBeginsWithAnErrorToItsEnd() {
        CopyUnderTest copying = CopyUnderTest.stream().send(ERROR);
        copying.upstream.end();

        assertThat(copying.firstErrors).hasSize(1);
        assertThat(copying.client.text()).isEqualTo(ERROR);
        assertThat(copying.client.ends).isEqualTo(1);
        assertThat(copying.outcome()).isInstanceOf(ErrorReported.class);
    }

    @Test
    void relaysAStreamThatEndsWithAnErrorToItsEnd() {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING).send(ERROR);
        copying.upstream.end();

        assertThat(copying.client.text()).isEqualTo(PING + ERROR);
        assertThat(copying.client.ends).isEqualTo(1);
        assertThat(copying.outcome()).isInstanceOf(ErrorReported.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {STOP, ERROR})
    void completesWhereTheConnectionBreaksAfterTheLastEvent(String lastWord) {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING).send(lastWord);

        copying.upstream.breakOff();

        assertThat(copying.client.text()).isEqualTo(PING + lastWord);
        assertThat(copying.client.ends).isEqualTo(1);
        assertThat(copying.client.cuts).isZero();
        assertThat(copying.outcome()).isInstanceOf(lastWord.equals(STOP) ? Completed.class : ErrorReported.class);
    }

    @Test
    void completesWhereTheUpstreamDoesNotCloseAfterTheLastEvent() {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING + STOP).advance(90);

        assertThat(copying.client.text()).startsWith(PING + STOP).doesNotContain("event: error");
        assertThat(copying.client.ends).isEqualTo(1);
        assertThat(copying.cancels).isEqualTo(1);
        assertThat(copying.outcome()).isInstanceOf(Completed.class);
    }

    @Test
    void writesNothingWhereTheStreamBreaksOffBeforeTheCommit() {
        CopyUnderTest copying = CopyUnderTest.stream().send("event: ping\ndata:");

        copying.upstream.breakOff();

        assertThat(copying.client.hasBegun()).isFalse();
        assertThat(copying.client.cuts).isZero();
        assertThat(copying.commits).isZero();
        assertThat(copying.cancels).isEqualTo(1);
        assertThat(copying.outcome())
                .isEqualTo(new NotCommitted(CutReason.UPSTREAM_BROKE_OFF, CopyUnderTest.BROKE_OFF));
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "event: x, '\n'",
        "'event: x\n', ''",
        "'event: x\r', '\n'",
        "'event: x\r\n', ''",
        "'data: {\"a', '\n'"
    })
    void addsAnErrorEventWithoutABlankLineBeforeIt(String unfinished, String before) {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING).send(unfinished);

        copying.upstream.breakOff();

        assertThat(copying.client.text())
                .isEqualTo(
                        PING + unfinished + before + CopyUnderTest.errorEvent(ErrorType.API, CopyUnderTest.BROKE_OFF));
        assertThat(copying.client.ends).isZero();
        assertThat(copying.client.cuts).isEqualTo(1);
        assertThat(copying.outcome()).isInstanceOf(Cut.class);
        assertThat(copying.traffic().bytes()).isEqualTo(copying.client.bytes().length);
    }

    @Test
    void cutsAStreamThatEndsCleanlyWithoutItsLastEvent() {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING);

        copying.upstream.end();

        assertThat(copying.client.text())
                .isEqualTo(PING + CopyUnderTest.errorEvent(ErrorType.API, CopyUnderTest.BROKE_OFF));
        assertThat(copying.client.ends).isZero();
        assertThat(copying.client.cuts).isEqualTo(1);
        assertThat(copying.outcome()).isInstanceOf(Cut.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text", "crlf", "cr", "tool-use", "comments", "multi-line-data", "byte-order-mark", "unicode"})
    void neverLeavesHalfAnEventWhereverTheStreamBreaksOff(String name) {
        byte[] stream = StreamFixtures.bytes(name);
        List<SseReader.Event> original = SseReader.events(stream);
        String ours = CopyUnderTest.errorEvent(ErrorType.API, CopyUnderTest.BROKE_OFF);
        String ourData = SseReader.events(ours.getBytes(UTF_8)).getFirst().data();
        for (int cut = 0; cut < stream.length; cut++) {
            CopyUnderTest copying = CopyUnderTest.stream().send(Arrays.copyOf(stream, cut));

            copying.upstream.breakOff();

            if (copying.outcome() instanceof NotCommitted || copying.outcome() instanceof Completed) {
                continue;
            }
            assertThat(copying.client.bytes())
                    .startsWith(Arrays.copyOf(stream, cut))
                    .endsWith(ours.getBytes(UTF_8));
            List<SseReader.Event> got = SseReader.events(copying.client.bytes());
            SseReader.Event last = got.getLast();
            assertThat(got.subList(0, got.size() - 1)).isEqualTo(original.subList(0, got.size() - 1));
            assertThat(last.name()).isEqualTo("error");
            assertThat(last.data()).endsWith(ourData);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/event-stream"})
    void addsNothingToAnEncodedResponse(String type) {
        CopyUnderTest copying = new CopyUnderTest()
                .begin(200, HttpHeaders.headers().add("content-type", type).add("content-encoding", "gzip"))
                .send("\u001f\u008b")
                .advance(60);

        boolean comments = copying.client.writes.size() > 1;
        copying.upstream.breakOff();

        assertThat(comments).isFalse();
        assertThat(copying.client.text()).isEqualTo("\u001f\u008b");
        assertThat(copying.client.cuts).isEqualTo(1);
        assertThat(copying.outcome()).isInstanceOf(Cut.class);
    }

    @Test
    void addsNothingToJsonThatBreaksOff() {
        CopyUnderTest copying =
                CopyUnderTest.json().send("{\"id\":\"msg_1\",\"con").advance(60);

        copying.upstream.breakOff();

        assertThat(copying.client.text()).isEqualTo("{\"id\":\"msg_1\",\"con");
        assertThat(copying.client.ends).isZero();
        assertThat(copying.client.cuts).isEqualTo(1);
        assertThat(copying.outcome()).isInstanceOf(Cut.class);
        assertThat(copying.traffic().facts().messageId()).contains("msg_1");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 429, 500, 529, 302})
    void relaysAnErrorStatusUnchanged(int status) {
        CopyUnderTest copying = new CopyUnderTest()
                .begin(status, HttpHeaders.headers().add("retry-after", "7"))
                .send("{\"type\":");
        copying.upstream.send("\"error\"}".getBytes(UTF_8)).end();

        assertThat(copying.client.status).isEqualTo(status);
        assertThat(copying.client.headers.get("retry-after")).isEqualTo("7");
        assertThat(copying.client.text()).isEqualTo("{\"type\":\"error\"}");
        assertThat(copying.outcome()).isInstanceOf(Completed.class);
    }

    @Test
    void reportsWhatWasRelayed() {
        CopyUnderTest copying = CopyUnderTest.stream();
        long head = copying.timers.nanos();
        copying.advance(2).send("event: ping\n").advance(3).send("data: {}\n\n" + STOP);

        copying.upstream.end();

        RelayEnd.Traffic traffic = copying.traffic();
        assertThat(traffic.firstByteNanos().orElseThrow() - head).isEqualTo(2_000_000_000L);
        assertThat(traffic.firstSentNanos().orElseThrow() - head).isEqualTo(5_000_000_000L);
        assertThat(traffic.bytes()).isEqualTo((PING + STOP).length());
        assertThat(copying.timers.pending()).isZero();
    }
}
