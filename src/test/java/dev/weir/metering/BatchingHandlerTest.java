package dev.weir.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.metering.UsageLogConfig.WhenFull;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BatchingHandlerTest {
    private static final int MANY = 2_000;

    private final SlowHandler target = new SlowHandler();
    private final AtomicInteger wakes = new AtomicInteger();
    private final BatchingHandler batching = handler(WhenFull.DROP);

    @AfterEach
    void close() {
        target.goOn.countDown();
        batching.close();
    }

    @Test
    void writesEveryLineInOrderBeforeItIsClosed() {
        target.goOn.countDown();
        publish(MANY);

        batching.close();

        assertThat(target.lines)
                .containsExactlyElementsOf(
                        IntStream.range(0, MANY).mapToObj(Integer::toString).toList());
    }

    @Test
    void wakesItsThreadOnceForLinesThatComeWhileItWrites() throws InterruptedException {
        publish(1);
        target.awaitFirst();

        publish(MANY);

        assertThat(wakes.get()).isLessThanOrEqualTo(1);
    }

    @Test
    void formatsALineOnItsOwnThread() throws InterruptedException {
        ExtLogRecord unformatted = new ExtLogRecord(
                Level.INFO, "%s", ExtLogRecord.FormatStyle.PRINTF, getClass().getName());
        unformatted.setParameters(new Object[] {new ThreadName()});

        batching.publish(unformatted);
        target.awaitFirst();
        target.goOn.countDown();
        batching.close();

        assertThat(target.lines).containsExactly("usage-log");
    }

    private static final class ThreadName {
        @Override
        public String toString() {
            return Thread.currentThread().getName();
        }
    }

    @Test
    void flushesOnceForManyLines() throws InterruptedException {
        publish(1);
        target.awaitFirst();
        publish(MANY);
        target.goOn.countDown();

        batching.close();

        assertThat(target.flushes.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void dropsAndCountsLinesBeyondItsCapacity() throws InterruptedException {
        publish(1);
        target.awaitFirst();
        publish(BatchingHandler.CAPACITY);

        publish(3);

        assertThat(batching.dropped()).isEqualTo(3);
    }

    @Test
    void letsCallersWaitInBlockModeAndLosesNothing() throws InterruptedException {
        BatchingHandler blocking = handler(WhenFull.BLOCK);
        publish(blocking, 1);
        target.awaitFirst();
        publish(blocking, BatchingHandler.CAPACITY);
        Thread caller = Thread.ofPlatform().start(() -> publish(blocking, 3));

        target.goOn.countDown();
        caller.join();
        blocking.close();

        assertThat(target.lines).hasSize(BatchingHandler.CAPACITY + 4);
        assertThat(blocking.dropped()).isZero();
    }

    @Test
    void endsWhereTheTargetTakesNothing() throws InterruptedException {
        BatchingHandler impatient = handler(WhenFull.DROP, 1);
        publish(impatient, 1);
        target.awaitFirst();
        publish(impatient, 3);

        impatient.close();
        publish(impatient, 1);

        assertThat(impatient.dropped()).isEqualTo(4);
    }

    @Test
    void goesOnAfterALineThatCannotBeWritten() {
        target.goOn.countDown();
        batching.setErrorManager(new java.util.logging.ErrorManager() {
            @Override
            public void error(String text, Exception failure, int code) {
                target.lines.add("reported");
            }
        });
        batching.publish(record("throw"));
        publish(1);

        batching.close();

        assertThat(target.lines).containsExactly("reported", "0");
    }

    private BatchingHandler handler(WhenFull whenFull) {
        return handler(whenFull, 20_000);
    }

    private BatchingHandler handler(WhenFull whenFull, long closeMillis) {
        return new BatchingHandler(
                target,
                whenFull,
                thread -> {
                    wakes.incrementAndGet();
                    LockSupport.unpark(thread);
                },
                closeMillis);
    }

    private void publish(int lines) {
        publish(batching, lines);
    }

    private static void publish(BatchingHandler to, int lines) {
        for (int i = 0; i < lines; i++) {
            to.publish(record(Integer.toString(i)));
        }
    }

    private static ExtLogRecord record(String line) {
        return new ExtLogRecord(Level.INFO, line, BatchingHandlerTest.class.getName());
    }

    /** Waits at its first line until it may go on. */
    private static final class SlowHandler extends ExtHandler {
        private static final PatternFormatter MESSAGE = new PatternFormatter("%m");

        private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger flushes = new AtomicInteger();
        private final CountDownLatch first = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        void awaitFirst() throws InterruptedException {
            assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
        }

        @Override
        protected void doPublish(ExtLogRecord logRecord) {
            first.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (logRecord.getMessage().equals("throw")) {
                throw new IllegalStateException("as asked");
            }
            lines.add(MESSAGE.format(logRecord));
        }

        @Override
        public void flush() {
            flushes.incrementAndGet();
        }
    }
}
