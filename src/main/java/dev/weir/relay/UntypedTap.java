package dev.weir.relay;

import dev.weir.messages.ErrorFacts;
import dev.weir.messages.ResponseFacts;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * The tap for a response of unknown type to a request for an event stream. Its first byte decides: every JSON message
 * begins with a brace, and no event stream does.
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

    /**
     * Returns whether a byte decides nothing: white space or a byte order mark, which both formats ignore at the
     * beginning.
     */
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
    public Optional<ErrorFacts> firstError() {
        return found.firstError();
    }

    @Override
    public ResponseFacts facts() {
        return found.facts();
    }
}
