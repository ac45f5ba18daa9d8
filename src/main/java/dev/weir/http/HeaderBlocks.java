package dev.weir.http;

import dev.weir.body.ByteRoom;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Takes room for the header block of HTTP/2 that is arriving on a connection, which Netty keeps until it is whole; one
 * without room ends the connection. Source: RFC 9113, 3.4, 4.1 and 6.10.
 *
 * <p>It stands between TLS and HTTP/2, and reads the heads of frames only. Used on the connection's event loop only.
 */
final class HeaderBlocks extends ChannelInboundHandlerAdapter {
    private static final int PREFACE_BYTES = 24;
    private static final int LENGTH_BYTES = 3;
    private static final int TYPE_AT = 3;
    private static final int FLAGS_AT = 4;
    private static final int FRAME_HEAD_BYTES = 9;
    private static final int HEADERS = 1;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;

    private final ByteRoom room;
    private int payloadLeft = PREFACE_BYTES;
    private int at;
    private int length;
    private int type;
    private boolean endsBlock;
    private long taken;

    HeaderBlocks(ByteRoom room) {
        this.room = room;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        boolean hasRoom = !(message instanceof ByteBuf bytes) || count(bytes);
        context.fireChannelRead(message);
        if (!hasRoom) {
            var _ = context.close();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        giveBack();
    }

    /** Returns whether there is room for what begins in these bytes. */
    private boolean count(ByteBuf bytes) {
        boolean hasRoom = true;
        for (int index = bytes.readerIndex(); index < bytes.writerIndex(); ) {
            if (payloadLeft > 0) {
                int skipped = Math.min(payloadLeft, bytes.writerIndex() - index);
                payloadLeft -= skipped;
                index += skipped;
                endFrame();
            } else {
                hasRoom &= readFrameHead(bytes.getUnsignedByte(index++));
            }
        }
        return hasRoom;
    }

    private boolean readFrameHead(int octet) {
        if (at < LENGTH_BYTES) {
            length = (at == 0 ? 0 : length << Byte.SIZE) | octet;
        } else if (at == TYPE_AT) {
            type = octet;
        } else if (at == FLAGS_AT) {
            endsBlock = (octet & END_HEADERS) != 0 && isOfBlock();
        }
        at++;
        return at < FRAME_HEAD_BYTES || beginPayload();
    }

    private boolean beginPayload() {
        at = 0;
        payloadLeft = length;
        boolean hasRoom = !isOfBlock() || room.tryTake(length);
        if (hasRoom && isOfBlock()) {
            taken += length;
        }
        endFrame();
        return hasRoom;
    }

    private boolean isOfBlock() {
        return type == HEADERS || type == CONTINUATION;
    }

    private void endFrame() {
        if (payloadLeft == 0 && endsBlock) {
            endsBlock = false;
            giveBack();
        }
    }

    private void giveBack() {
        room.giveBack(taken);
        taken = 0;
    }
}
