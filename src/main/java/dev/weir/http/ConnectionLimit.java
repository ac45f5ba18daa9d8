package dev.weir.http;

/** How many connections a heap can bear. */
public final class ConnectionLimit {
    /**
     * What one connection may cost at its worst, in bytes: itself, {@link RequestDecoder#MAX_HEADERS} short headers of
     * a head that does not end, and the last bytes of a response that nobody reads.
     */
    static final int BYTES_EACH = 32 * 1024;

    /** More are of no use to one replica: the operating system runs out of ports and files first. */
    static final int MOST = 20_000;

    private ConnectionLimit() {}

    /** Returns how many take half of a heap of so many bytes, at most {@link #MOST}. */
    public static int within(long heap) {
        return Math.clamp(heap / 2 / BYTES_EACH, 1, MOST);
    }

    /** Returns whether a heap of so many bytes holds so many connections and nothing else. */
    public static boolean fits(int connections, long heap) {
        return (long) connections * BYTES_EACH <= heap;
    }
}
