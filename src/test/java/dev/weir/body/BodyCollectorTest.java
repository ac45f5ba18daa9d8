package dev.weir.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.body.Collected.ClientGone;
import dev.weir.body.Collected.Complete;
import dev.weir.body.Collected.NoRoom;
import dev.weir.body.Collected.TooLarge;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyCollectorTest {
    private static final int MAX = 400_000;
    private static final OptionalLong CHUNKED = OptionalLong.empty();

    private final ByteRoom room = new ByteRoom(10_000_000);
    private final FakeSource source = new FakeSource();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 4096, 4097, 8192, 65_535, 65_536, 65_537, 131_072, 200_001, 399_999, 400_000})
    void collectsEveryByteAtAnyChunking(int size) throws IOException {
        byte[] bytes = bytes(size);
        for (int seed = 0; seed < 25; seed++) {
            Random random = new Random(seed);
            FakeSource sender = new FakeSource();
            OptionalLong declared = random.nextBoolean() ? OptionalLong.of(size) : CHUNKED;
            Future<Collected> collecting = BodyCollector.collect(sender, declared, MAX, room);

            sendInChunks(sender, bytes, random).end();

            Body body = ((Complete) collecting.result()).body();
            assertThat(body.size()).isEqualTo(size);
            assertThat(body.stream().readAllBytes()).isEqualTo(bytes);
            assertThat(body.buffer().getBytes()).isEqualTo(bytes);
            assertThat(body.stream().readAllBytes()).isEqualTo(bytes);
            assertThat(room.inFlight()).isGreaterThanOrEqualTo(size);
            body.release();
            assertThat(room.inFlight()).isZero();
        }
    }

    @Test
    void takesNoMemoryForWhatIsMerelyDeclared() {
        BodyCollector.collect(source, OptionalLong.of(MAX), MAX, room);

        assertThat(room.inFlight()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1, 10_000, MAX})
    void takesAtMostOneSegmentMoreThanCame(long declared) {
        BodyCollector.collect(source, declared < 0 ? CHUNKED : OptionalLong.of(declared), MAX, room);

        for (int came = 1000; came <= 200_000; came += 1000) {
            source.send(bytes(1000));

            assertThat(room.inFlight()).isBetween((long) came, came + 65_536L);
        }
    }

    @Test
    void takesExactlyWhatWasDeclaredWhereThatIsTrue() {
        BodyCollector.collect(source, OptionalLong.of(100_000), MAX, room);

        source.send(bytes(100_000));

        assertThat(room.inFlight()).isEqualTo(100_000);
    }

    @Test
    void collectsABodyOfExactlyTheLimit() {
        Future<Collected> collecting = BodyCollector.collect(source, CHUNKED, 10, room);

        source.send(bytes(9)).send(bytes(1)).end();

        assertThat(collecting.result()).isInstanceOf(Complete.class);
    }

    @Test
    void rejectsABodyAtTheFirstByteOverTheLimitAndLeavesTheRestUnread() {
        Future<Collected> collecting = BodyCollector.collect(source, CHUNKED, 10, room);

        source.send(bytes(9)).send(bytes(2)).send(bytes(5)).end();

        assertThat(collecting.result()).isEqualTo(new TooLarge());
        assertThat(source.isPaused()).isTrue();
        assertThat(room.inFlight()).isZero();
    }

    @Test
    void rejectsABodyThatDoesNotFitBesideTheOthersAndGivesAllItsRoomBack() {
        ByteRoom small = new ByteRoom(100_000);
        small.tryTake(20_000);
        Future<Collected> collecting = BodyCollector.collect(source, CHUNKED, MAX, small);

        source.send(bytes(60_000)).send(bytes(60_000)).end();

        assertThat(collecting.result()).isEqualTo(new NoRoom());
        assertThat(source.isPaused()).isTrue();
        assertThat(small.inFlight()).isEqualTo(20_000);
    }

    @Test
    void givesAllBackWhereTheClientLeaves() {
        Future<Collected> collecting = BodyCollector.collect(source, OptionalLong.of(10_000), MAX, room);
        source.send(bytes(5_000));

        source.breakOff();

        assertThat(collecting.result()).isEqualTo(new ClientGone());
        assertThat(room.inFlight()).isZero();
    }

    @Test
    void isNotChangedByWhatHappensAfterItsEnd() throws IOException {
        Future<Collected> collecting = BodyCollector.collect(source, CHUNKED, 10, room);
        source.send(bytes(3)).end();

        source.breakOff().send(bytes(20)).end();

        Body body = ((Complete) collecting.result()).body();
        assertThat(body.stream().readAllBytes()).isEqualTo(bytes(3));
        body.release();
        assertThat(room.inFlight()).isZero();
    }

    @Test
    void givesItsRoomBackOnceHoweverOftenItIsReleased() {
        room.tryTake(77);
        Future<Collected> collecting = BodyCollector.collect(source, CHUNKED, MAX, room);
        source.send(bytes(5000)).end();
        Body body = ((Complete) collecting.result()).body();

        body.release();
        body.release();

        assertThat(room.inFlight()).isEqualTo(77);
        assertThat(body.size()).isEqualTo(5000);
    }

    private static FakeSource sendInChunks(FakeSource sender, byte[] bytes, Random random) {
        int largest = 1 << random.nextInt(4, 19);
        int at = 0;
        while (at < bytes.length) {
            int end = Math.min(bytes.length, at + random.nextInt(largest));
            sender.send(Buffer.buffer(Arrays.copyOfRange(bytes, at, end)));
            at = end;
        }
        return sender;
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(42).nextBytes(bytes);
        return bytes;
    }
}
