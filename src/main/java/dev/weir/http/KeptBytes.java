package dev.weir.http;

import dev.weir.body.ByteRoom;

/**
 * The room that one connection takes for the bytes it keeps: unread bytes, and the headers of its request. Used on the
 * event loop of the connection only.
 */
final class KeptBytes {
    /** Bytes that a connection may keep without taking room; {@code weir.http.max-connections} accounts for them. */
    static final int FREE = 4 * 1024;

    private final ByteRoom room;
    private long taken;

    /** Takes from {@code room}, which all connections share. */
    KeptBytes(ByteRoom room) {
        this.room = room;
    }

    /**
     * Takes room for {@code bytes} above {@link #FREE}, or gives back what they no longer need. Returns whether there
     * is room for them; without it nothing changes.
     */
    boolean keep(long bytes) {
        long wanted = Math.max(0, bytes - FREE);
        if (wanted > taken && !room.tryTake(wanted - taken)) {
            return false;
        }
        if (wanted < taken) {
            room.giveBack(taken - wanted);
        }
        taken = wanted;
        return true;
    }

    /** Gives all room back. */
    void release() {
        keep(0);
    }
}
