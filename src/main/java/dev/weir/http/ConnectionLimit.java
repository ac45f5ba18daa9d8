package dev.weir.http;

/** How many connections a heap has room for. */
public final class ConnectionLimit {
    /**
     * What one connection costs at most, in bytes: itself, headers with {@link RequestDecoder#MAX_HEADERS} short lines
     * that do not end, and the last bytes of a response that nobody reads.
     */
    static final int BYTES_EACH = 32 * 1024;

    /** More are of no use to one replica: the operating system runs out of ports and files first. */
    static final int MOST = 20_000;

    private ConnectionLimit() {}

    /** Returns how many connections fit into half of a heap of so many bytes, at most {@link #MOST}. */
    public static int within(long heap) {
        return Math.clamp(heap / 2 / BYTES_EACH, 1, MOST);
    }

    /** Returns whether so many connections fit into a whole heap of so many bytes. */
    public static boolean fits(int connections, long heap) {
        return (long) connections * BYTES_EACH <= heap;
    }
}
