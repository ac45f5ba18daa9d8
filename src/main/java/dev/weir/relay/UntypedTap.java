package dev.weir.relay;

import dev.weir.messages.ResponseFacts;
import io.netty.buffer.ByteBuf;

/**
 * The tap for a response that does not say whether it is an event stream, to a request that asked for one: its first
 * byte tells, as no JSON message begins with anything but a brace and no event stream with one.
 */
final class UntypedTap implements Tap {
    private Tap found = new EventTap();
    private boolean decided;

    @Override
    public void read(ByteBuf bytes) {
        int at = bytes.readerIndex();
        while (!decided && at < bytes.writerIndex()) {
            byte next = bytes.getByte(at++);
            decided = !isSpace(next);
            if (next == '{') {
                found = new MessageTap();
            }
        }
        found.read(bytes);
    }

    /** White space alone decides nothing; neither format makes anything of it at its beginning. */
    private static boolean isSpace(byte next) {
        return next == ' ' || next == '\t' || next == '\r' || next == '\n';
    }

    @Override
    public boolean commits() {
        return found.commits();
    }

    @Override
    public boolean isEventStream() {
        return found.isEventStream();
    }

    @Override
    public boolean isBetweenEvents() {
        return found.isBetweenEvents();
    }

    @Override
    public Progress progress() {
        return found.progress();
    }

    @Override
    public ResponseFacts facts() {
        return found.facts();
    }
}
