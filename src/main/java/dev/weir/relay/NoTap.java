package dev.weir.relay;

import dev.weir.messages.ResponseFacts;
import io.netty.buffer.ByteBuf;

/** The tap for answers that hold no usage, or none that can be read because they are encoded. */
final class NoTap implements Tap {
    @Override
    public void see(ByteBuf bytes) {}

    @Override
    public boolean commits() {
        return true;
    }

    @Override
    public boolean takesEvents() {
        return false;
    }

    @Override
    public boolean isBetweenEvents() {
        return false;
    }

    @Override
    public Ending ending() {
        return Ending.WHOLE;
    }

    @Override
    public boolean isOver() {
        return false;
    }

    @Override
    public ResponseFacts facts() {
        return ResponseFacts.NONE;
    }
}
