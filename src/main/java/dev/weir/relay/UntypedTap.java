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
            decided = !isSkipped(next);
            if (next == '{') {
                found = new MessageTap();
            }
        }
        found.read(bytes);
    }

    /** White space and a byte order mark decide nothing; neither format makes anything of them at its beginning. */
    private static boolean isSkipped(byte next) {
        return switch (next) {
            case ' ', '\t', '\r', '\n', (byte) 0xef, (byte) 0xbb, (byte) 0xbf -> true;
            default -> false;
        };
    }

    @Override
    public void end() {
        found.end();
    }

    @Override
    public boolean awaitsUsage() {
        return found.awaitsUsage();
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
