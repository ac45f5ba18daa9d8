package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.ErrorType;
import dev.weir.relay.RelayEnd.ClientDisconnected;
import dev.weir.relay.RelayEnd.Completed;
import dev.weir.relay.RelayEnd.Cut;
import dev.weir.relay.RelayOutcome.CutReason;
import dev.weir.relay.RelayOutcome.NotCommitted;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who waits for whom while a response is copied, and for how long. */
class ResponseCopyTimingTest {
    private static final String PING = "event: ping\ndata: {}\n\n";
    private static final String STOP = "event: message_stop\ndata: {}\n\n";

    @Test
    void endsAStreamThatIsOverThoughTheUpstreamGoesOn() {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING + STOP);

        copying.timers.advance(Duration.ofMillis(500));
        copying.send(PING);
        boolean endedBefore = copying.hasEnded();
        copying.timers.advance(Duration.ofMillis(500));

        assertThat(endedBefore).isFalse();
        assertThat(copying.outcome()).isInstanceOf(Completed.class);
        assertThat(copying.client.text()).isEqualTo(PING + STOP + PING);
        assertThat(copying.client.ends).isEqualTo(1);
        assertThat(copying.cancels).isEqualTo(1);
        assertThat(copying.timers.pending()).isZero();
    }

    @Test
    void addsNothingToAStreamThatIsOver() {
        CopyUnderTest copying = new CopyUnderTest()
                .begin(
                        200,
                        HttpHeaders.headers().add("content-type", "text/event-stream"),
                        CopyUnderTest.relay(Duration.ofMillis(100)));

        copying.send(PING + STOP);
        copying.timers.advance(Duration.ofMillis(900));

        assertThat(copying.client.text()).isEqualTo(PING + STOP);
    }

    @Test
    void pausesTheUpstreamWhileTheClientReadsSlowly() {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING);
        copying.client.fallBehind();
        copying.send(PING);

        boolean pausedThen = copying.upstream.isPaused();
        copying.send(PING);
        int writesThen = copying.client.writes.size();
        copying.client.catchUp();
        copying.timers.turn();

        assertThat(pausedThen).isTrue();
        assertThat(writesThen).isEqualTo(2);
        assertThat(copying.upstream.isPaused()).isFalse();
        assertThat(copying.client.text()).isEqualTo(PING + PING + PING);
    }

    @Test
    void disconnectsAClientThatReadsNothing() {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING);
        copying.client.fallBehind();
        copying.send(PING).advance(59);

        int cutsBefore = copying.client.cuts;
        copying.advance(1);

        assertThat(cutsBefore).isZero();
        assertThat(copying.client.cuts).isEqualTo(1);
        copying.advance(2); // of reading on
        assertThat(copying.outcome()).isInstanceOf(ClientDisconnected.class);
        assertThat(copying.client.cuts).isEqualTo(1);
        assertThat(copying.cancels).isEqualTo(1);
        assertThat(copying.timers.pending()).isZero();
    }

    @Test
    void disconnectsAStalledClientInTimeThoughAnotherDeadlineIsLater() {
        CopyUnderTest copying = new CopyUnderTest()
                .begin(
                        200,
                        HttpHeaders.headers().add("content-type", "application/json"),
                        CopyUnderTest.relay(Duration.ofHours(2)))
                .advance(1);
        copying.client.fallBehind();
        copying.send("{").advance(60);

        assertThat(copying.client.cuts).isEqualTo(1);
    }

    @Test
    void disconnectsAClientThatDoesNotTakeTheLastBytes() {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING + STOP);
        copying.client.stopReading();
        copying.upstream.end();
        copying.advance(59);

        boolean endedBefore = copying.hasEnded();
        copying.advance(1);

        assertThat(endedBefore).isFalse();
        assertThat(copying.outcome()).isInstanceOf(ClientDisconnected.class);
        assertThat(copying.client.cuts).isEqualTo(1);
    }

    @Test
    void reportsClientDisconnectedWhereTheLastBytesAreNotTaken() {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING + STOP);
        copying.client.stopReading();
        copying.upstream.end();

        copying.client.breakWhileEnding();
        copying.advance(100);

        assertThat(copying.outcome()).isInstanceOf(ClientDisconnected.class);
        assertThat(copying.client.cuts).isZero();
        assertThat(copying.timers.pending()).isZero();
    }

    @Test
    void measuresUpstreamSilenceOnlyOnceTheClientHasCaughtUp() {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING).advance(80);
        copying.client.fallBehind();
        copying.send(PING).advance(50);
        copying.client.catchUp();
        copying.advance(89);

        boolean endedBefore = copying.hasEnded();
        copying.advance(1);

        assertThat(endedBefore).isFalse();
        assertThat(copying.outcome()).isInstanceOf(Cut.class);
    }

    @Test
    void cutsAStreamWhoseUpstreamIsSilent() {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING + "data").advance(89);

        boolean endedBefore = copying.hasEnded();
        copying.advance(1);

        assertThat(endedBefore).isFalse();
        assertThat(copying.client.text())
                .isEqualTo(PING + "data\n" + CopyUnderTest.errorEvent(ErrorType.TIMEOUT, CopyUnderTest.SILENT));
        assertThat(copying.client.cuts).isEqualTo(1);
        assertThat(copying.cancels).isEqualTo(1);
        assertThat(copying.outcome()).isInstanceOf(Cut.class);
        assertThat(copying.timers.pending()).isZero();
    }

    @Test
    void cutsAResponseThatTakesTooLong() {
        CopyUnderTest copying = CopyUnderTest.stream();
        for (int second = 0; second < 3599; second++) {
            copying.send(PING).advance(1);
        }

        boolean endedBefore = copying.hasEnded();
        copying.advance(1);

        assertThat(endedBefore).isFalse();
        assertThat(copying.client.text())
                .endsWith(PING + CopyUnderTest.errorEvent(ErrorType.TIMEOUT, CopyUnderTest.TOO_LONG));
        assertThat(copying.outcome()).isInstanceOf(Cut.class);
    }

    @Test
    void cancelsTheUpstreamOnceWhereTheClientDisconnects() {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING);

        copying.client.leave();
        copying.upstream.breakOff();
        copying.advance(4000);

        assertThat(copying.cancels).isEqualTo(1);
        assertThat(copying.client.text()).isEqualTo(PING);
        assertThat(copying.client.ends).isZero();
        assertThat(copying.outcome()).isInstanceOf(ClientDisconnected.class);
        assertThat(copying.timers.pending()).isZero();
    }

    @Test
    void sendsNothingToAClientThatHasDisconnected() {
        CopyUnderTest copying = new CopyUnderTest();
        copying.client.leave();

        copying.begin(200, HttpHeaders.headers().add("content-type", "application/json"));
        copying.upstream.send("{}".getBytes(UTF_8)).end();
        copying.timers.turn();

        assertThat(copying.client.hasBegun()).isFalse();
        assertThat(copying.commits).isZero();
        assertThat(copying.cancels).isEqualTo(1);
        assertThat(copying.outcome()).isInstanceOf(ClientDisconnected.class);
        assertThat(copying.timers.pending()).isZero();
    }

    @Test
    void endsAStreamWithAnErrorEventWhereTheGatewayRestarts() {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING);

        copying.interrupt.run();

        assertThat(copying.client.text())
                .isEqualTo(PING + CopyUnderTest.errorEvent(ErrorType.OVERLOADED, CopyUnderTest.RESTART));
        assertThat(copying.client.cuts).isEqualTo(1);
        assertThat(copying.outcome()).isInstanceOf(Cut.class);
    }

    @Test
    void writesNothingWhereTheGatewayRestartsBeforeTheCommit() {
        CopyUnderTest copying = CopyUnderTest.stream();

        copying.interrupt.run();

        assertThat(copying.client.hasBegun()).isFalse();
        assertThat(copying.outcome()).isEqualTo(new NotCommitted(CutReason.INTERRUPTED, CopyUnderTest.RESTART));
    }

    @Test
    void ignoresEverythingAfterItsEnd() {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING + STOP);
        copying.upstream.end();

        copying.interrupt.run();
        copying.client.leave();
        copying.client.catchUp();
        copying.upstream.breakOff();
        copying.advance(4000);

        assertThat(copying.outcome()).isInstanceOf(Completed.class);
        assertThat(copying.client.text()).isEqualTo(PING + STOP);
        assertThat(copying.client.cuts).isZero();
        assertThat(copying.cancels).isZero();
    }
}
