package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.ErrorType;
import dev.weir.relay.RelayEnd.Completed;
import dev.weir.relay.RelayEnd.Cut;
import dev.weir.relay.RelayEnd.ErrorEvent;
import dev.weir.relay.RelayEnd.NotBegun;
import io.vertx.core.http.HttpHeaders;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseCopyTest {
    private static final String PING = "event: ping\ndata: {}\n\n";
    private static final String STOP = "event: message_stop\ndata: {}\n\n";
    private static final String ERROR = "event: error\ndata: {\"type\":\"error\"}\n\n";

    @ParameterizedTest
    @MethodSource("dev.weir.relay.StreamFixtures#names")
    void handsOverEveryByteOfAStreamAtAnyChunking(String name) {
        byte[] stream = StreamFixtures.bytes(name);
        for (int seed = 0; seed < 20; seed++) {
            CopyUnderTest copying = CopyUnderTest.stream();

            StreamFixtures.chunks(stream, seed).forEach(copying::send);
            copying.upstream.end();

            boolean hasEnd = new String(stream, UTF_8).matches("(?s).*event: ?(message_stop|error)[\r\n].*");
            if (hasEnd) {
                assertThat(copying.client.bytes()).isEqualTo(stream);
                assertThat(copying.client.ends).isEqualTo(1);
                assertThat(copying.end().traffic().bytes()).isEqualTo(stream.length);
            } else if (copying.client.hasBegun()) {
                assertThat(copying.client.bytes()).startsWith(stream);
                assertThat(copying.client.cuts).isEqualTo(1);
            } else {
                assertThat(copying.end()).isInstanceOf(NotBegun.class);
            }
        }
    }

    @Test
    void writesOnceForAllThatComesInOneTurn() {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING);
        copying.upstream
                .send(PING.getBytes(UTF_8))
                .send("event: a".getBytes(UTF_8))
                .send("b\n".getBytes(UTF_8));

        copying.timers.turn();

        assertThat(copying.client.writes).containsExactly(PING.getBytes(UTF_8), (PING + "event: ab\n").getBytes(UTF_8));
    }

    @Test
    void holdsNoEventBackOnceCommitted() {
        CopyUnderTest copying =
                CopyUnderTest.stream().send(PING).send("data: unfin").send("ished");

        assertThat(copying.client.writes).hasSize(3);
    }

    @Test
    void writesNothingUntilTheFirstEventHasEnded() {
        CopyUnderTest copying = CopyUnderTest.stream().send("event: ping\n").send("data: {}\n");

        boolean begunBefore = copying.client.hasBegun();
        copying.send("\n");

        assertThat(begunBefore).isFalse();
        assertThat(copying.client.status).isEqualTo(200);
        assertThat(copying.client.headers.get("x-weir-source")).isEqualTo("upstream");
        assertThat(copying.client.writes).containsExactly(PING.getBytes(UTF_8));
        assertThat(copying.commits).isEqualTo(1);
    }

    @Test
    void commitsOnceHoweverManyEventsFollow() {
        CopyUnderTest copying =
                CopyUnderTest.stream().send(PING + PING).send(PING).send(STOP);
        copying.upstream.end();

        assertThat(copying.commits).isEqualTo(1);
    }

    @Test
    void commitsWith64KiB() {
        CopyUnderTest copying = CopyUnderTest.stream().send("x".repeat(64 * 1024 - 1));

        boolean begunBefore = copying.client.hasBegun();
        copying.send("y");

        assertThat(begunBefore).isFalse();
        assertThat(copying.client.writes).hasSize(1);
        assertThat(copying.client.bytes()).hasSize(64 * 1024);
    }

    @Test
    void commits15SecondsAfterTheHead() {
        CopyUnderTest copying = CopyUnderTest.stream().send("event: pi");

        copying.advance(14);
        boolean begunBefore = copying.client.hasBegun();
        copying.advance(1);

        assertThat(begunBefore).isFalse();
        assertThat(copying.client.text()).isEqualTo("event: pi");
        assertThat(copying.commits).isEqualTo(1);
    }

    @Test
    void sendsTheHeadAloneWhereNothingCameFor15Seconds() {
        CopyUnderTest copying = CopyUnderTest.stream().advance(15);

        assertThat(copying.client.status).isEqualTo(200);
        assertThat(copying.client.writes).hasSize(1);
        assertThat(copying.client.bytes()).isEmpty();
    }

    @Test
    void commitsAJsonAnswerByItsHead() {
        CopyUnderTest copying = CopyUnderTest.json();
        copying.timers.turn();

        assertThat(copying.client.status).isEqualTo(200);
        assertThat(copying.commits).isEqualTo(1);
    }

    @Test
    void relaysAnErrorThatComesFirstToItsEnd() {
        CopyUnderTest copying = CopyUnderTest.stream().send(ERROR);

        boolean begunBefore = copying.client.hasBegun();
        copying.upstream.end();

        assertThat(begunBefore).isFalse();
        assertThat(copying.client.text()).isEqualTo(ERROR);
        assertThat(copying.client.ends).isEqualTo(1);
        assertThat(copying.end()).isInstanceOf(ErrorEvent.class);
    }

    @Test
    void relaysAnErrorThatComesLaterToItsEnd() {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING).send(ERROR);
        copying.upstream.end();

        assertThat(copying.client.text()).isEqualTo(PING + ERROR);
        assertThat(copying.client.ends).isEqualTo(1);
        assertThat(copying.end()).isInstanceOf(ErrorEvent.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {STOP, ERROR})
    void takesAConnectionThatBreaksAfterTheLastWordForAnEnd(String lastWord) {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING).send(lastWord);

        copying.upstream.breakOff();

        assertThat(copying.client.text()).isEqualTo(PING + lastWord);
        assertThat(copying.client.ends).isEqualTo(1);
        assertThat(copying.client.cuts).isZero();
        assertThat(copying.end()).isInstanceOf(lastWord.equals(STOP) ? Completed.class : ErrorEvent.class);
    }

    @Test
    void endsAnAnswerWhoseUpstreamDoesNotCloseAfterItsLastWord() {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING + STOP).advance(90);

        assertThat(copying.client.text()).startsWith(PING + STOP).doesNotContain("event: error");
        assertThat(copying.client.ends).isEqualTo(1);
        assertThat(copying.cancels).isEqualTo(1);
        assertThat(copying.end()).isInstanceOf(Completed.class);
    }

    @Test
    void writesNothingWhereTheStreamBreaksOffBeforeTheCommit() {
        CopyUnderTest copying = CopyUnderTest.stream().send("event: ping\ndata:");

        copying.upstream.breakOff();

        assertThat(copying.client.hasBegun()).isFalse();
        assertThat(copying.client.cuts).isZero();
        assertThat(copying.commits).isZero();
        assertThat(copying.cancels).isEqualTo(1);
        assertThat(copying.end())
                .isEqualTo(new NotBegun(copying.end().traffic(), ErrorType.API, CopyUnderTest.BROKE_OFF));
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
    void saysThatAStreamBrokeOffWithoutABlankLineBefore(String unfinished, String before) {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING).send(unfinished);

        copying.upstream.breakOff();

        assertThat(copying.client.text())
                .isEqualTo(
                        PING + unfinished + before + CopyUnderTest.errorEvent(ErrorType.API, CopyUnderTest.BROKE_OFF));
        assertThat(copying.client.ends).isZero();
        assertThat(copying.client.cuts).isEqualTo(1);
        assertThat(copying.end()).isInstanceOf(Cut.class);
        assertThat(copying.end().traffic().bytes()).isEqualTo(copying.client.bytes().length);
    }

    @Test
    void takesACleanEndWithoutTheLastWordForACut() {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING);

        copying.upstream.end();

        assertThat(copying.client.text())
                .isEqualTo(PING + CopyUnderTest.errorEvent(ErrorType.API, CopyUnderTest.BROKE_OFF));
        assertThat(copying.client.ends).isZero();
        assertThat(copying.client.cuts).isEqualTo(1);
        assertThat(copying.end()).isInstanceOf(Cut.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text", "crlf", "cr", "tool-use", "comments", "multi-line-data", "byte-order-mark", "unicode"})
    void neverHandsOverHalfAnEventWhereverTheStreamBreaksOff(String name) {
        byte[] stream = StreamFixtures.bytes(name);
        List<SseReader.Event> original = SseReader.events(stream);
        String ours = CopyUnderTest.errorEvent(ErrorType.API, CopyUnderTest.BROKE_OFF);
        String ourData = SseReader.events(ours.getBytes(UTF_8)).getFirst().data();
        for (int cut = 0; cut < stream.length; cut++) {
            CopyUnderTest copying = CopyUnderTest.stream().send(Arrays.copyOf(stream, cut));

            copying.upstream.breakOff();

            if (copying.end() instanceof NotBegun || copying.end() instanceof Completed) {
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
    void addsNothingToAnAnswerThatIsEncoded(String type) {
        CopyUnderTest copying = new CopyUnderTest()
                .begin(200, HttpHeaders.headers().add("content-type", type).add("content-encoding", "gzip"))
                .send("\u001f\u008b")
                .advance(60);

        boolean comments = copying.client.writes.size() > 1;
        copying.upstream.breakOff();

        assertThat(comments).isFalse();
        assertThat(copying.client.text()).isEqualTo("\u001f\u008b");
        assertThat(copying.client.cuts).isEqualTo(1);
        assertThat(copying.end()).isInstanceOf(Cut.class);
    }

    @Test
    void addsNothingToJsonThatBreaksOff() {
        CopyUnderTest copying =
                CopyUnderTest.json().send("{\"id\":\"msg_1\",\"con").advance(60);

        copying.upstream.breakOff();

        assertThat(copying.client.text()).isEqualTo("{\"id\":\"msg_1\",\"con");
        assertThat(copying.client.ends).isZero();
        assertThat(copying.client.cuts).isEqualTo(1);
        assertThat(copying.end()).isInstanceOf(Cut.class);
        assertThat(copying.end().traffic().facts().messageId()).contains("msg_1");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 429, 500, 529, 302})
    void relaysAnAnswerThatIsNoSuccessAsItIs(int status) {
        CopyUnderTest copying = new CopyUnderTest()
                .begin(status, HttpHeaders.headers().add("retry-after", "7"))
                .send("{\"type\":");
        copying.upstream.send("\"error\"}".getBytes(UTF_8)).end();

        assertThat(copying.client.status).isEqualTo(status);
        assertThat(copying.client.headers.get("retry-after")).isEqualTo("7");
        assertThat(copying.client.text()).isEqualTo("{\"type\":\"error\"}");
        assertThat(copying.end()).isInstanceOf(Completed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {STOP, ERROR})
    void tellsOfTheEndOfAStreamBeforeItsLastWordGoesOut(String lastWord) {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING);

        copying.send(lastWord);
        copying.upstream.end();

        assertThat(copying.textAtEnding).isEqualTo(PING);
        assertThat(copying.endings).hasSize(1);
        assertThat(copying.endings.getFirst().getClass())
                .isEqualTo(copying.end().getClass());
        assertThat(copying.endings.getFirst().traffic().facts())
                .isEqualTo(copying.end().traffic().facts());
    }

    @Test
    void tellsOfTheEndBeforeTheBytesThatMakeTheAnswerAsLongAsSaid() {
        CopyUnderTest copying = new CopyUnderTest()
                .begin(
                        200,
                        HttpHeaders.headers()
                                .add("content-type", "application/json")
                                .add("content-length", "31"))
                .send("{\"usage\":{\"output")
                .send("_tokens\"");
        int before = copying.endings.size();

        copying.send(":9}}  ");

        assertThat(before).isZero();
        assertThat(copying.textAtEnding).isEqualTo("{\"usage\":{\"output_tokens\"");
        assertThat(copying.endings).hasSize(1);
        assertThat(copying.endings.getFirst().traffic().facts().usage()).isPresent();
    }

    @Test
    void tellsOfTheEndOfAnAnswerOfUnknownLengthBeforeItEnds() {
        CopyUnderTest copying = CopyUnderTest.json().send("{}");

        copying.upstream.end();

        assertThat(copying.textAtEnding).isEqualTo("{}");
        assertThat(copying.endsAtEnding).isZero();
        assertThat(copying.endings).containsExactly(copying.end());
    }

    @Test
    void tellsOfACutBeforeTheClientIsToldWhy() {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING);

        copying.upstream.breakOff();

        assertThat(copying.textAtEnding).isEqualTo(PING);
        assertThat(copying.endings).containsExactly(copying.end());
    }

    @Test
    void tellsOfNoEndWhereAnotherAnswerIsStillPossible() {
        CopyUnderTest copying = CopyUnderTest.stream().send("event: ping\ndata:");

        copying.upstream.breakOff();

        assertThat(copying.endings).isEmpty();
    }

    @Test
    void saysWhatFlowedPast() {
        CopyUnderTest copying = CopyUnderTest.stream();
        long head = copying.timers.nanos();
        copying.advance(2).send("event: ping\n").advance(3).send("data: {}\n\n" + STOP);

        copying.upstream.end();

        RelayEnd.Traffic traffic = copying.end().traffic();
        assertThat(traffic.firstByteNanos() - head).isEqualTo(2_000_000_000L);
        assertThat(traffic.firstSentNanos() - head).isEqualTo(5_000_000_000L);
        assertThat(traffic.bytes()).isEqualTo((PING + STOP).length());
        assertThat(copying.timers.pending()).isZero();
    }
}
