package dev.weir.body;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A bound on bytes that many share, such as those of all request bodies. Safe for use by many threads. */
public final class ByteRoom {
    private final long capacity;
    private final Optional<ByteRoom> whole;
    private final AtomicLong taken = new AtomicLong();

    /** Makes room for {@code capacity} bytes in total. */
    public ByteRoom(long capacity) {
        this.capacity = capacity;
        this.whole = Optional.empty();
    }

    private ByteRoom(long capacity, ByteRoom whole) {
        this.capacity = capacity;
        this.whole = Optional.of(whole);
    }

    /** Returns a share of this room, of at most {@code most} bytes: what is taken of it is taken of this room too. */
    public ByteRoom share(long most) {
        return new ByteRoom(most, this);
    }

    /** Takes {@code bytes} if there is room for all of them, and returns whether there was. */
    public boolean tryTake(long bytes) {
        if (!tryTakeHere(bytes)) {
            return false;
        }
        if (whole.isPresent() && !whole.get().tryTake(bytes)) {
            taken.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    private boolean tryTakeHere(long bytes) {
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
        whole.ifPresent(room -> room.giveBack(bytes));
    }

    /** Returns whether {@code bytes} would fit now; takes nothing. */
    public boolean hasRoomFor(long bytes) {
        return bytes <= capacity - taken.get()
                && whole.map(room -> room.hasRoomFor(bytes)).orElse(true);
    }

    /** Returns whether {@code bytes} that have no room here would have room in the whole. */
    public boolean isShareUsedUp(long bytes) {
        return whole.map(room -> room.hasRoomFor(bytes)).orElse(false);
    }

    /** Returns the bytes taken now. */
    public long inFlight() {
        return taken.get();
    }
}
