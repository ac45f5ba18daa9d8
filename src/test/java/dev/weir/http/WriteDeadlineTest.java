package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WriteDeadlineTest {
    private long nanos = Long.MAX_VALUE - 1; // a clock of nanoseconds may overflow
    private final UnreadChannel connection = new UnreadChannel(new WriteDeadline(Duration.ofSeconds(60), () -> nanos));

    @BeforeEach
    void freeze() {
        connection.freezeTime();
    }

    @Test
    void closesAConnectionWhoseClientTakesNothing() {
        connection.stopReading();
        write();
        pass(59);
        assertThat(connection.isActive()).isTrue();

        pass(1);

        assertThat(connection.isActive()).isFalse();
    }

    @Test
    void moreBytesGainNoTime() {
        connection.stopReading();
        write();
        pass(59);
        write();

        pass(1);

        assertThat(connection.isActive()).isFalse();
    }

    @Test
    void leavesAConnectionAloneWhoseClientReadsAll() {
        write();

        pass(3_600);

        assertThat(connection.isActive()).isTrue();
    }

    @Test
    void aClientThatReadsOnHasTheWholeTimeAgain() {
        connection.stopReading();
        write();
        pass(59);
        connection.readOn();
        connection.stopReading();
        write();

        pass(59);
        assertThat(connection.isActive()).isTrue();
        pass(1);

        assertThat(connection.isActive()).isFalse();
    }

    private void write() {
        var _ = connection.writeAndFlush(Unpooled.wrappedBuffer(new byte[10]));
    }

    private void pass(long seconds) {
        nanos += Duration.ofSeconds(seconds).toNanos();
        connection.advanceTimeBy(seconds, TimeUnit.SECONDS);
        connection.runScheduledPendingTasks();
    }
}
