package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.body.ByteRoom;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderBlocksTest {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;
    private static final int LARGEST = 16_384;

    private final ByteRoom room = new ByteRoom(40_000);
    private final EmbeddedChannel connection = new EmbeddedChannel(new HeaderBlocks(room));

    @AfterEach
    void leavesNoRoomTaken() {
        connection.finishAndReleaseAll();
        assertThat(room.inFlight()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 9, 10, 24, 1_000, 100_000})
    void takesRoomForABlockUntilItIsWholeHoweverItIsSplit(int read) {
        send(read, Unpooled.wrappedBuffer(new byte[24]), frame(HEADERS, 0, LARGEST), frame(CONTINUATION, 0, 100));
        assertThat(room.inFlight()).isEqualTo(LARGEST + 100);

        send(read, frame(CONTINUATION, END_HEADERS, 50));

        assertThat(room.inFlight()).isZero();
        assertThat(connection.isActive()).isTrue();
    }

    @Test
    void takesRoomForAFrameThatHasOnlyBegun() {
        ByteBuf frame = frame(HEADERS, END_HEADERS, LARGEST);
        send(100_000, Unpooled.wrappedBuffer(new byte[24]), frame.readSlice(20).retain());

        assertThat(room.inFlight()).isEqualTo(LARGEST);
        frame.release();
    }

    @Test
    void takesNoRoomForAnyOtherFrame() {
        send(1_000, Unpooled.wrappedBuffer(new byte[24]), frame(DATA, END_HEADERS, LARGEST), frame(4, 0, 36));

        assertThat(room.inFlight()).isZero();
    }

    @Test
    void takesNoRoomForAnEmptyBlock() {
        send(1_000, Unpooled.wrappedBuffer(new byte[24]), frame(HEADERS, END_HEADERS, 0), frame(DATA, 0, 10));

        assertThat(room.inFlight()).isZero();
    }

    @Test
    void endsAConnectionWhoseBlockHasNoRoom() {
        send(
                1_000,
                Unpooled.wrappedBuffer(new byte[24]),
                frame(HEADERS, 0, LARGEST),
                frame(CONTINUATION, 0, LARGEST),
                frame(CONTINUATION, 0, LARGEST));

        assertThat(connection.isActive()).isFalse();
    }

    private static ByteBuf frame(int type, int flags, int length) {
        return Unpooled.buffer()
                .writeMedium(length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(1)
                .writeZero(length);
    }

    /** Sends the parts, {@code read} bytes at a time. */
    private void send(int read, ByteBuf... parts) {
        ByteBuf all = Unpooled.wrappedBuffer(parts);
        while (all.isReadable() && connection.isActive()) {
            connection.writeInbound(all.readRetainedSlice(Math.min(read, all.readableBytes())));
        }
        all.release();
    }
}
