package dev.weir.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.Provenance;
import dev.weir.relay.RelayEnd.ClientDisconnected;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The client has left: the rest of the response is read for its usage only. */
class ResponseCopyReadOnTest {
    private static final String START =
            "event: message_start\ndata: {\"message\":{\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}}\n\n";
    private static final String TEXT = "event: content_block_delta\ndata: {\"delta\":{\"text\":\"777\"}}\n\n";
    private static final String END =
            "event: message_delta\ndata: {\"usage\":{\"output_tokens\":500}}\n\nevent: message_stop\ndata: {}\n\n";

    @Test
    void readsTheFinalUsageOfAStreamWhoseClientHasLeft() {
        CopyUnderTest copying = CopyUnderTest.stream().send(START);

        copying.client.leave();
        boolean endedBefore = copying.hasEnded();
        copying.send(TEXT).send(END);

        assertThat(endedBefore).isFalse();
        assertThat(copying.outcome()).isInstanceOf(ClientDisconnected.class);
        assertThat(copying.traffic().facts().provenance()).isEqualTo(Provenance.EXACT);
        assertThat(copying.traffic().facts().usage().orElseThrow().output()).isEqualTo(500);
        assertThat(copying.traffic().bytes()).isEqualTo(START.length());
        assertThat(copying.client.text()).isEqualTo(START);
        assertThat(copying.cancels).isEqualTo(1);
        assertThat(copying.timers.pending()).isZero();
    }

    @Test
    void readsOnForTwoSecondsAtMost() {
        CopyUnderTest copying = CopyUnderTest.stream().send(START);

        copying.client.leave();
        copying.send(TEXT);
        copying.timers.advance(Duration.ofMillis(1999));
        boolean endedBefore = copying.hasEnded();
        int cancelledBefore = copying.cancels;
        copying.timers.advance(Duration.ofMillis(1));

        assertThat(endedBefore).isFalse();
        assertThat(cancelledBefore).isZero();
        assertThat(copying.outcome()).isInstanceOf(ClientDisconnected.class);
        assertThat(copying.traffic().facts().outputFloor()).isEqualTo(3);
        assertThat(copying.cancels).isEqualTo(1);
        assertThat(copying.timers.pending()).isZero();
    }

    @Test
    void readsOnWhereTheClientReadNothingForTooLong() {
        CopyUnderTest copying = CopyUnderTest.stream();
        copying.client.fallBehind();
        copying.send(START).advance(60);

        boolean pausedBefore = copying.upstream.isPaused();
        copying.send(END);

        assertThat(pausedBefore).isFalse();
        assertThat(copying.client.cuts).isEqualTo(1);
        assertThat(copying.traffic().facts().provenance()).isEqualTo(Provenance.EXACT);
    }

    @Test
    void readsTheUsageOfAJsonResponseWhoseClientHasLeft() {
        CopyUnderTest copying = CopyUnderTest.json().send("{\"type\":\"message\",\"content\":[{\"text\":\"777\"}]");

        copying.client.leave();
        copying.send(",\"usage\":{\"output_tokens\":500}").send("}");

        assertThat(copying.traffic().facts().provenance()).isEqualTo(Provenance.EXACT);
        assertThat(copying.traffic().facts().usage().orElseThrow().output()).isEqualTo(500);
    }

    @Test
    void hasAFloorOfAJsonResponseThatDoesNotEnd() {
        CopyUnderTest copying = CopyUnderTest.json().send("{\"type\":\"message\",\"content\":[{\"text\":\"777");

        copying.client.leave();
        copying.advance(2);

        assertThat(copying.traffic().facts().usage()).isEmpty();
        assertThat(copying.traffic().facts().outputFloor()).isEqualTo(3);
    }

    @Test
    void cancelsAtOnceBeforeTheCommit() {
        CopyUnderTest copying = CopyUnderTest.stream().send("event: message_start\n");

        copying.client.leave();

        assertThat(copying.outcome()).isInstanceOf(ClientDisconnected.class);
        assertThat(copying.cancels).isEqualTo(1);
    }

    @Test
    void cancelsAtOnceWhereNoUsageCanBeRead() {
        CopyUnderTest copying = new CopyUnderTest()
                .begin(
                        200,
                        HttpHeaders.headers()
                                .add("content-type", "text/event-stream")
                                .add("content-encoding", "gzip"))
                .send(START);

        copying.client.leave();

        assertThat(copying.outcome()).isInstanceOf(ClientDisconnected.class);
        assertThat(copying.cancels).isEqualTo(1);
    }

    @Test
    void endsWhereTheUpstreamBreaksOff() {
        CopyUnderTest copying = CopyUnderTest.stream().send(START);

        copying.client.leave();
        copying.upstream.breakOff();

        assertThat(copying.outcome()).isInstanceOf(ClientDisconnected.class);
        assertThat(copying.traffic().facts().provenance()).isEqualTo(Provenance.PARTIAL);
        assertThat(copying.timers.pending()).isZero();
    }

    @Test
    void endsWhereTheGatewayRestarts() {
        CopyUnderTest copying = CopyUnderTest.stream().send(START);

        copying.client.leave();
        copying.interrupt.run();

        assertThat(copying.outcome()).isInstanceOf(ClientDisconnected.class);
        assertThat(copying.client.text()).isEqualTo(START);
        assertThat(copying.cancels).isEqualTo(1);
    }
}
