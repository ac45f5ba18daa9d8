package dev.weir.relay;

import dev.weir.messages.ResponseFacts;
import io.netty.buffer.ByteBuf;

/** The tap for responses that hold no usage, or none that can be read because they are encoded. */
final class NoTap implements Tap {
    @Override
    public void read(ByteBuf bytes) {}

    @Override
    public void end() {}

    @Override
    public boolean awaitsUsage() {
        return false;
    }

    @Override
    public boolean commits() {
        return true;
    }

    @Override
    public boolean isEventStream() {
        return false;
    }

    @Override
    public boolean isBetweenEvents() {
        return false;
    }

    @Override
    public Progress progress() {
        return Progress.OPEN;
    }

    @Override
    public ResponseFacts facts() {
        return ResponseFacts.NONE;
    }
}
