package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When a response is committed, and what is sent before and after it. */
class ResponseCopyCommitTest {
    private static final String PING = "event: ping\ndata: {}\n\n";
    private static final String STOP = "event: message_stop\ndata: {}\n\n";
    private static final String ERROR = "event: error\ndata: {\"type\":\"error\"}\n\n";

    @Test
    void writesOnceForAllBytesOfOneTurn() {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING);
        copying.upstream
                .send(PING.getBytes(UTF_8))
                .send("event: a".getBytes(UTF_8))
                .send("b\n".getBytes(UTF_8));

        copying.timers.turn();

        assertThat(copying.client.writes).containsExactly(PING.getBytes(UTF_8), (PING + "event: ab\n").getBytes(UTF_8));
    }

    @Test
    void holdsNoEventBackAfterTheCommit() {
        CopyUnderTest copying =
                CopyUnderTest.stream().send(PING).send("data: unfin").send("ished");

        assertThat(copying.client.writes).hasSize(3);
    }

    @Test
    void writesNothingBeforeTheFirstEventHasEnded() {
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
    void sendsTheHeadAloneAfter15SecondsWithoutBytes() {
        CopyUnderTest copying = CopyUnderTest.stream().advance(15);

        assertThat(copying.client.status).isEqualTo(200);
        assertThat(copying.client.writes).hasSize(1);
        assertThat(copying.client.bytes()).isEmpty();
    }

    @Test
    void commitsAJsonResponseByItsHead() {
        CopyUnderTest copying = CopyUnderTest.json();
        copying.timers.turn();

        assertThat(copying.client.status).isEqualTo(200);
        assertThat(copying.commits).isEqualTo(1);
    }

    @Test
    void discardsAStreamThatBeginsWithAnErrorWhereTheListenerSaysSo() {
        CopyUnderTest copying = CopyUnderTest.stream().discarding().send(ERROR);

        assertThat(copying.outcome()).isEqualTo(new RelayOutcome.Discarded());
        assertThat(copying.client.hasBegun()).isFalse();
        assertThat(copying.cancels).isEqualTo(1);
        assertThat(copying.firstErrors).hasSize(1);
    }

    @Test
    void asksNobodyAboutAnErrorAfterAnotherEvent() {
        CopyUnderTest copying = CopyUnderTest.stream().discarding().send(PING).send(ERROR);

        assertThat(copying.firstErrors).isEmpty();
        assertThat(copying.client.text()).isEqualTo(PING + ERROR);
    }
}
