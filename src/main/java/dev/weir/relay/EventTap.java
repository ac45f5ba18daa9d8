package dev.weir.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weir.messages.ErrorFacts;
import dev.weir.messages.Provenance;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.ResponseReader;
import dev.weir.relay.EventLines.Interest;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * Reads the usage from an event stream: {@code message_start} has the input, each {@code message_delta} the totals so
 * far. What follows {@code message_stop} or {@code error} is ignored. Source: Messages API, streaming.
 */
final class EventTap implements Tap, EventLines.EventHandler {
    /** A stream is committed by this many bytes even where no event has ended yet. */
    private static final int COMMIT_BYTES = 64 * 1024;

    private static final byte[] MESSAGE_START = "message_start".getBytes(US_ASCII);
    private static final byte[] MESSAGE_DELTA = "message_delta".getBytes(US_ASCII);
    private static final byte[] MESSAGE_STOP = "message_stop".getBytes(US_ASCII);
    private static final byte[] CONTENT_START = "content_block_start".getBytes(US_ASCII);
    private static final byte[] CONTENT_DELTA = "content_block_delta".getBytes(US_ASCII);
    private static final byte[] ERROR = "error".getBytes(US_ASCII);

    private final EventLines lines = new EventLines(this);
    private final ResponseReader response = new ResponseReader();
    private long readBytes;
    private final OutputText text = new OutputText();
    private boolean anyEvent;
    private boolean usageIsFinal;
    private boolean hasEnded;
    private boolean stopSeen;
    private boolean errorSeen;
    private Optional<ErrorFacts> firstError = Optional.empty();

    @Override
    public void read(ByteBuf bytes) {
        readBytes += bytes.readableBytes();
        lines.read(bytes);
    }

    @Override
    public void end() {
        hasEnded = true;
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
    public boolean awaitsUsage() {
        return !isOver() && !hasEnded;
    }

    @Override
    public Optional<ErrorFacts> firstError() {
        return firstError;
    }

    @Override
    public ResponseFacts facts() {
        if (hasEnded && !anyEvent && !errorSeen) {
            return ResponseFacts.NO_MESSAGE;
        }
        return response.facts(stopSeen && usageIsFinal ? Provenance.EXACT : Provenance.PARTIAL, text.tokens());
    }

    @Override
    public Interest interestIn(BoundedBytes name) {
        if (isOver()) {
            return Interest.NONE;
        }
        if (name.is(CONTENT_DELTA)) {
            return Interest.PASSING;
        }
        boolean isFirstError = name.is(ERROR) && !anyEvent;
        return isFirstError || name.is(MESSAGE_START) || name.is(MESSAGE_DELTA) ? Interest.WHOLE : Interest.NONE;
    }

    @Override
    public void data(byte[] bytes, int from, int end) {
        text.read(bytes, from, end);
    }

    @Override
    public void event(BoundedBytes name, BoundedBytes data) {
        if (!isOver()) {
            note(name, data);
        }
        anyEvent |= !name.is(ERROR);
    }

    private void note(BoundedBytes name, BoundedBytes data) {
        if (name.is(CONTENT_DELTA)) {
            contentDelta(data);
        } else if (name.is(CONTENT_START)) {
            response.contentBlock();
        } else if (name.is(MESSAGE_START)) {
            response.messageStart(data.array(), 0, data.length());
        } else if (name.is(MESSAGE_DELTA)) {
            usageIsFinal |= response.messageDelta(data.array(), 0, data.length());
        } else if (name.is(MESSAGE_STOP)) {
            stopSeen = true;
        } else if (name.is(ERROR)) {
            error(data);
        }
    }

    private void error(BoundedBytes data) {
        if (!anyEvent) {
            firstError = Optional.of(ErrorFacts.read(data.array(), data.length()));
        }
        errorSeen = true;
    }

    /**
     * Handles text of the response: its data was read in passing, unless it stood before the event's name. Usage before
     * it is not the final one.
     */
    private void contentDelta(BoundedBytes data) {
        text.read(data.array(), 0, data.length());
        text.next();
        response.contentBlock();
        usageIsFinal = false;
    }
}
