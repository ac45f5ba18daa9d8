package dev.weir.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConsoleThreadsTest {
    private static final int MAKING = 2;
    private static final int WAITING = 32;

    @Test
    void turnsAwayWhatDoesNotFit() throws InterruptedException {
        try (ConsoleThreads threads = new ConsoleThreads()) {
            CountDownLatch begun = new CountDownLatch(MAKING);
            CountDownLatch released = new CountDownLatch(1);
            CountDownLatch done = new CountDownLatch(MAKING + WAITING);
            Runnable page = () -> {
                begun.countDown();
                awaitQuietly(released);
                done.countDown();
            };

            for (int at = 0; at < MAKING; at++) {
                assertThat(threads.run(page)).isTrue();
            }
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            for (int at = 0; at < WAITING; at++) {
                assertThat(threads.run(page)).isTrue();
            }

            assertThat(threads.run(page)).isFalse();

            released.countDown();
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(threads.run(() -> {})).isTrue();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
