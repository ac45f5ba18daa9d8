package dev.weir.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weir.messages.Provenance;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.ResponseReader;
import io.netty.buffer.ByteBuf;

/**
 * Reads the usage from an event stream: {@code message_start} has the input, {@code message_delta} the totals so far,
 * of which the last holds. Source: Messages API, streaming.
 */
final class EventTap implements Tap, EventLines.Listener {
    /** A stream is committed by this many bytes even where no event has ended yet. */
    private static final int COMMIT_BYTES = 64 * 1024;

    /** What a {@code text_delta} is made of besides its text. */
    private static final int DELTA_FRAME_BYTES =
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"\"}}".length();

    private static final int BYTES_PER_TOKEN = 4;

    private static final byte[] MESSAGE_START = "message_start".getBytes(US_ASCII);
    private static final byte[] MESSAGE_DELTA = "message_delta".getBytes(US_ASCII);
    private static final byte[] MESSAGE_STOP = "message_stop".getBytes(US_ASCII);
    private static final byte[] CONTENT_DELTA = "content_block_delta".getBytes(US_ASCII);
    private static final byte[] ERROR = "error".getBytes(US_ASCII);

    private final EventLines lines = new EventLines(this);
    private final ResponseReader response = new ResponseReader();
    private long readBytes;
    private long textBytes;
    private boolean anyEvent;
    private boolean stopSeen;
    private boolean errorSeen;

    @Override
    public void read(ByteBuf bytes) {
        readBytes += bytes.readableBytes();
        lines.read(bytes);
    }

    @Override
    public boolean commits() {
        return anyEvent || readBytes >= COMMIT_BYTES;
    }

    @Override
    public boolean isEventStream() {
        return true;
    }

    @Override
    public boolean isBetweenEvents() {
        return lines.isBetweenEvents();
    }

    @Override
    public Progress progress() {
        if (errorSeen) {
            return Progress.ERROR_REPORTED;
        }
        return stopSeen ? Progress.COMPLETE : Progress.OPEN;
    }

    @Override
    public ResponseFacts facts() {
        return response.facts(stopSeen ? Provenance.EXACT : Provenance.PARTIAL, textBytes / BYTES_PER_TOKEN);
    }

    @Override
    public boolean wantsData(BoundedBytes name) {
        return name.is(MESSAGE_START) || name.is(MESSAGE_DELTA);
    }

    @Override
    public void event(BoundedBytes name, BoundedBytes data, long dataBytes) {
        if (name.is(CONTENT_DELTA)) {
            textBytes += Math.max(0, dataBytes - DELTA_FRAME_BYTES);
        } else if (name.is(MESSAGE_START)) {
            response.messageStart(data.array(), 0, data.length());
        } else if (name.is(MESSAGE_DELTA)) {
            response.messageDelta(data.array(), 0, data.length());
        } else if (name.is(MESSAGE_STOP)) {
            stopSeen = true;
        } else if (name.is(ERROR)) {
            errorSeen = true;
            return;
        }
        anyEvent = true;
    }
}
