package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.ResponseFacts;
import dev.weir.relay.SseReader.Event;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTapTest {
    private static final int CHUNKINGS = 24;

    private final EventTap tap = new EventTap();

    @ParameterizedTest
    @MethodSource("dev.weir.relay.StreamFixtures#names")
    void reportsTheSameForAnyChunkingAndLineEnding(String name) {
        byte[] stream = StreamFixtures.bytes(name);
        EventTap whole = new EventTap();
        read(whole, stream);
        for (byte[] variant :
                List.of(stream, withLineEnds(stream, "\n"), withLineEnds(stream, "\r\n"), withLineEnds(stream, "\r"))) {
            for (int seed = 0; seed < CHUNKINGS; seed++) {
                EventTap pieces = new EventTap();

                StreamFixtures.chunks(variant, seed).forEach(chunk -> read(pieces, chunk));

                assertThat(state(pieces)).as("chunking %d", seed).isEqualTo(state(whole));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.weir.relay.StreamFixtures#names")
    void reportsTheProgressThatTheLastEventsState(String name) {
        byte[] stream = StreamFixtures.bytes(name);
        List<String> names = SseReader.events(stream).stream().map(Event::name).toList();
        Tap.Progress expected = names.contains("error")
                ? Tap.Progress.ERROR_REPORTED
                : names.contains("message_stop") ? Tap.Progress.COMPLETE : Tap.Progress.OPEN;

        read(tap, stream);

        assertThat(tap.progress()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "'event: message_start\ndata: {}\n\n', true",
        "'event: ping\ndata: {}\n\n', true",
        "'event: brand_new\ndata: {}\n\n', true",
        "'data: {}\n\n', true",
        "'event: ping\n\n', true",
        "'event: error\ndata: {}\n\n', false",
        "'event:error\ndata: {}\n\n', false",
        "'event: ping\ndata: {}\n', false",
        "'event: ping\ndata: {}', false",
        "': comment\n\n', false",
        "'id: 1\nretry: 5\n\n', false",
        "'\n\n\n', false",
        "'', false",
        "'event: error\ndata: {}\n\nevent: ping\ndata: {}\n\n', true",
        "'event: errors\ndata: {}\n\n', true"
    })
    void commitsAtTheFirstWholeEventOtherThanError(String stream, boolean commits) {
        for (int seed = 0; seed < CHUNKINGS; seed++) {
            EventTap pieces = new EventTap();

            StreamFixtures.chunks(stream.getBytes(UTF_8), seed).forEach(chunk -> read(pieces, chunk));

            assertThat(pieces.commits()).isEqualTo(commits);
        }
    }

    @Test
    void commitsAtTheExactByteThatEndsTheFirstEvent() {
        byte[] stream = "event: ping\r\ndata: {}\r\n\r\nevent".getBytes(UTF_8);
        List<Integer> commits = new ArrayList<>();
        for (int at = 0; at < stream.length; at++) {
            read(tap, new byte[] {stream[at]});
            if (tap.commits()) {
                commits.add(at);
            }
        }

        assertThat(commits.getFirst()).isEqualTo(new String(stream, UTF_8).indexOf("\r\n\r\n") + 2);
    }

    @Test
    void commitsAt64KiBOfAnUnfinishedEvent() {
        read(tap, new byte[64 * 1024 - 1]);
        boolean before = tap.commits();
        read(tap, new byte[1]);

        assertThat(before).isFalse();
        assertThat(tap.commits()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void isBetweenEventsOnlyAfterABlankLine(String lineEnd) {
        String stream = "event: ping" + lineEnd + "data: {}" + lineEnd + lineEnd;
        StringBuilder between = new StringBuilder();

        between.append(mark(tap));
        for (byte next : stream.getBytes(UTF_8)) {
            read(tap, new byte[] {next});
            between.append(mark(tap));
        }

        int last = stream.length() - (lineEnd.equals("\r\n") ? 2 : 1);
        assertThat(between.toString()).isEqualTo("+" + "-".repeat(last) + "+".repeat(stream.length() - last));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"e", "event", "x", ":", "\u00ef", "data: {}", "event: ping", "event: ping\n", "data\n", "id: 1"})
    void isNotBetweenEventsInsideALineOrAnEvent(String beginning) {
        read(
                tap,
                beginning.getBytes(
                        beginning.startsWith("\u00ef") ? java.nio.charset.StandardCharsets.ISO_8859_1 : UTF_8));

        assertThat(tap.isBetweenEvents()).isFalse();
    }

    @Test
    void skipsAByteOrderMarkButNotItsFirstBytesAlone() {
        byte[] mark = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
        byte[] half = {(byte) 0xef, (byte) 0xbb};
        byte[] stop = "event: message_stop\ndata: {}\n\n".getBytes(UTF_8);
        EventTap other = new EventTap();

        read(tap, mark);
        boolean between = tap.isBetweenEvents();
        read(tap, stop);
        read(other, half);
        read(other, stop);

        assertThat(between).isTrue();
        assertThat(tap.progress()).isEqualTo(Tap.Progress.COMPLETE);
        assertThat(other.progress()).isEqualTo(Tap.Progress.OPEN);
    }

    @Test
    void skipsDataTooLongToKeepAndReadsOn() {
        String huge = "x".repeat(EventLines.LONGEST_DATA);
        read(tap, "event: message_start\ndata: {\"message\":{\"id\":\"a\"}}\n\n".getBytes(UTF_8));
        read(tap, ("event: message_delta\ndata: {\"delta\":{\"stop_reason\":\"" + huge + "\"}}\n\n").getBytes(UTF_8));
        read(tap, ("event: " + "n".repeat(1000) + "\ndata: {}\n\n").getBytes(UTF_8));
        read(tap, "event: message_stop\ndata: {}\n\n".getBytes(UTF_8));

        assertThat(tap.facts().messageId()).contains("a");
        assertThat(tap.facts().stopReason()).isEmpty();
        assertThat(tap.progress()).isEqualTo(Tap.Progress.COMPLETE);
    }

    @Test
    void leavesTheBufferUnchanged() {
        var bytes = Unpooled.wrappedBuffer("event: ping\n".getBytes(UTF_8));

        tap.read(bytes);

        assertThat(bytes.readerIndex()).isZero();
        assertThat(bytes.toString(UTF_8)).isEqualTo("event: ping\n");
    }

    private record TapState(ResponseFacts facts, boolean commits, boolean between, Tap.Progress progress) {}

    private static TapState state(Tap tap) {
        return new TapState(tap.facts(), tap.commits(), tap.isBetweenEvents(), tap.progress());
    }

    private static String mark(Tap tap) {
        return tap.isBetweenEvents() ? "+" : "-";
    }

    private static void read(EventTap tap, byte[] bytes) {
        tap.read(Unpooled.wrappedBuffer(bytes));
    }

    private static byte[] withLineEnds(byte[] stream, String lineEnd) {
        return new String(stream, UTF_8).replaceAll("\r\n|\r|\n", lineEnd).getBytes(UTF_8);
    }
}
