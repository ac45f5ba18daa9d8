package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionDeadlinesTest {
    private static final Duration HEAD = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofSeconds(75);

    private final EmbeddedChannel connection = new EmbeddedChannel(false, false);
    private long nanos = Long.MAX_VALUE - 1; // a clock of nanoseconds may overflow
    private final ConnectionDeadlines watch = new ConnectionDeadlines(connection, HEAD, IDLE, () -> nanos);

    @BeforeEach
    void open() throws Exception {
        connection.freezeTime();
        connection.pipeline().addFirst(watch);
        connection.register();
    }

    @Test
    void closesANewConnectionThatSaysNothing() {
        pass(9);
        assertThat(connection.isActive()).isTrue();

        pass(1);

        assertThat(connection.isActive()).isFalse();
    }

    @Test
    void bytesThatMakeNoHeadGainNoTime() {
        pass(9);
        bytes();

        pass(1);

        assertThat(connection.isActive()).isFalse();
    }

    @Test
    void leavesAConnectionAloneWhileARequestIsServed() {
        bytes();
        watch.requestBegan();

        pass(3_600);
        bytes();
        pass(3_600);

        assertThat(connection.isActive()).isTrue();
    }

    @Test
    void closesAConnectionWithoutARequest() {
        serve();

        pass(74);
        assertThat(connection.isActive()).isTrue();
        pass(1);

        assertThat(connection.isActive()).isFalse();
    }

    @Test
    void idleTimeCountsFromTheLastResponse() {
        serve();
        pass(70);
        serve();

        pass(74);
        assertThat(connection.isActive()).isTrue();
        pass(1);

        assertThat(connection.isActive()).isFalse();
    }

    @Test
    void theHeadOfALaterRequestHasAsLongAsTheFirst() {
        serve();
        pass(60);
        bytes();

        pass(9);
        bytes();
        assertThat(connection.isActive()).isTrue();
        pass(1);

        assertThat(connection.isActive()).isFalse();
    }

    @Test
    void anAlarmOfAnEarlierHeadDoesNotEndALaterOne() {
        pass(5);
        serve();
        pass(4);
        bytes();

        pass(9);
        assertThat(connection.isActive()).isTrue();
        pass(1);

        assertThat(connection.isActive()).isFalse();
    }

    @Test
    void isIdleOnlyOnceAllRequestsHaveEnded() {
        watch.multiplexes();
        watch.requestBegan();
        watch.requestBegan();
        watch.requestEnded();

        pass(1_000);
        assertThat(connection.isActive()).isTrue();
        watch.requestEnded();
        pass(75);

        assertThat(connection.isActive()).isFalse();
    }

    @Test
    void bytesOfAMultiplexedConnectionBeginNoHeadAndKeepNothingAlive() {
        watch.multiplexes();
        serve();

        for (int second = 1; second < 75; second++) {
            pass(1);
            bytes();
            assertThat(connection.isActive()).isTrue();
        }
        pass(1);

        assertThat(connection.isActive()).isFalse();
    }

    private void serve() {
        watch.requestBegan();
        watch.requestEnded();
    }

    private void bytes() {
        connection.writeInbound(Unpooled.wrappedBuffer(new byte[] {1}));
    }

    private void pass(int seconds) {
        nanos += TimeUnit.SECONDS.toNanos(seconds);
        connection.advanceTimeBy(seconds, TimeUnit.SECONDS);
        connection.runPendingTasks();
    }
}
