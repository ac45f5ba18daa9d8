package dev.weir.body;

import java.util.function.LongPredicate;

/** A growing part of a room, for bytes whose number is known only as they arrive. Used by one thread at a time. */
public final class RoomPart implements LongPredicate {
    private final ByteRoom room;
    private long taken;

    /** Makes a part of {@code room} that has no bytes yet. */
    public RoomPart(ByteRoom room) {
        this.room = room;
    }

    /** Grows the part to {@code bytes} in all if there is room, and returns whether there was; it never shrinks. */
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

    /** Gives all its bytes back. */
    public void release() {
        room.giveBack(taken);
        taken = 0;
    }
}
