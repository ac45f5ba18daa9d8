package dev.weir.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ByteRoomTest {
    @Test
    void takesUpToItsCapacityAndNoByteMore() {
        ByteRoom room = new ByteRoom(10);

        assertThat(room.tryTake(10)).isTrue();
        assertThat(room.tryTake(1)).isFalse();
        assertThat(room.inFlight()).isEqualTo(10);
    }

    @Test
    void saysWhatFitsWithoutTakingIt() {
        ByteRoom room = new ByteRoom(10);
        room.tryTake(4);

        assertThat(room.hasRoomFor(6)).isTrue();
        assertThat(room.hasRoomFor(7)).isFalse();
        assertThat(room.hasRoomFor(Long.MAX_VALUE)).isFalse();
        assertThat(room.inFlight()).isEqualTo(4);
    }

    @Test
    void rejectsNobodyForRoomThatAnotherDidNotGet() throws InterruptedException {
        ByteRoom room = new ByteRoom(1);
        AtomicLong rejected = new AtomicLong();
        CountDownLatch started = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.execute(() -> {
                started.countDown();
                while (!Thread.currentThread().isInterrupted()) {
                    room.tryTake(1_000_000);
                }
            });
            started.await();

            for (int turn = 0; turn < 200_000; turn++) {
                if (room.tryTake(1)) {
                    room.giveBack(1);
                } else {
                    rejected.incrementAndGet();
                }
            }

            threads.shutdownNow();
        }
        assertThat(rejected).hasValue(0);
    }

    @Test
    void neverHoldsMoreThanItsCapacityUnderManyThreads() {
        ByteRoom room = new ByteRoom(100);
        AtomicLong held = new AtomicLong();
        AtomicLong most = new AtomicLong();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int thread = 0; thread < 4; thread++) {
                threads.execute(() -> {
                    for (int turn = 0; turn < 50_000; turn++) {
                        if (room.tryTake(40)) {
                            most.accumulateAndGet(held.addAndGet(40), Math::max);
                            held.addAndGet(-40);
                            room.giveBack(40);
                        }
                    }
                });
            }
        }

        assertThat(most.get()).isPositive().isLessThanOrEqualTo(100);
        assertThat(room.inFlight()).isZero();
    }

    @Test
    void aShareTakesNoMoreThanItsOwn() {
        ByteRoom room = new ByteRoom(100);
        ByteRoom share = room.share(60);

        assertThat(share.tryTake(61)).isFalse();
        assertThat(share.isShareUsedUp(61)).isTrue();
        assertThat(share.tryTake(60)).isTrue();
        assertThat(room.inFlight()).isEqualTo(60);
        assertThat(share.hasRoomFor(1)).isFalse();
    }

    @Test
    void sharesTogetherTakeNoMoreThanThereIs() {
        ByteRoom room = new ByteRoom(100);
        ByteRoom share = room.share(60);
        assertThat(room.share(60).tryTake(60)).isTrue();

        assertThat(share.tryTake(41)).isFalse();
        assertThat(share.isShareUsedUp(41)).isFalse();
        assertThat(share.inFlight()).isZero();
        assertThat(share.tryTake(40)).isTrue();
    }

    @Test
    void aShareGivesBackToTheWhole() {
        ByteRoom room = new ByteRoom(100);
        ByteRoom share = room.share(60);
        share.tryTake(60);

        share.giveBack(60);

        assertThat(room.inFlight()).isZero();
        assertThat(share.tryTake(60)).isTrue();
    }
}
