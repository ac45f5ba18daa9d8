package dev.weir.body;

import java.util.function.LongPredicate;

/** A part of a room that grows, for bytes whose number shows only as they come; used by one thread at a time. */
public final class RoomPart implements LongPredicate {
    private final ByteRoom room;
    private long taken;

    /** Makes a part of {@code room} that has no bytes yet. */
    public RoomPart(ByteRoom room) {
        this.room = room;
    }

    /** Has the part hold {@code bytes} in all where there is room, and says whether there was; it never shrinks. */
    @Override
    public boolean test(long bytes) {
        if (bytes > taken) {
            if (!room.tryTake(bytes - taken)) {
                return false;
            }
            taken = bytes;
        }
        return true;
    }

    /** Gives all back. */
    public void release() {
        room.giveBack(taken);
        taken = 0;
    }
}
