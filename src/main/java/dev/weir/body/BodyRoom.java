package dev.weir.body;

import java.util.concurrent.atomic.AtomicLong;

/** The room that all request bodies share, in bytes; safe for use by many threads. */
public final class BodyRoom {
    private final long capacity;
    private final AtomicLong taken = new AtomicLong();

    /** Makes room for {@code capacity} bytes in sum. */
    public BodyRoom(long capacity) {
        this.capacity = capacity;
    }

    /** Takes {@code bytes} if there is room for all of them, and says whether there was. */
    public boolean tryTake(long bytes) {
        long before = taken.get();
        while (bytes <= capacity - before) {
            if (taken.compareAndSet(before, before + bytes)) {
                return true;
            }
            before = taken.get();
        }
        return false;
    }

    /** Gives {@code bytes} back that were taken before. */
    public void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    /** Whether {@code bytes} would fit now; takes nothing. */
    public boolean hasRoomFor(long bytes) {
        return bytes <= capacity - taken.get();
    }

    /** Returns the bytes taken now. */
    public long inFlight() {
        return taken.get();
    }
}
