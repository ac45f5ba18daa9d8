package dev.weir.messages;

import java.io.Writer;

/**
 * A fast 64-bit hash of a sequence of texts and marks, to tell conversations apart; not for secrets.
 *
 * <p>Written to as a {@link Writer}, so that a long text is hashed piece by piece; equal for every way to cut it.
 */
public final class Hash64 extends Writer {
    /** The factor of FNV-1a for 64 bits. Source: IETF draft-eastlake-fnv. */
    private static final long PRIME = 0x100000001b3L;

    private static final long BASIS = 0xcbf29ce484222325L;

    private long state = BASIS;

    /** Returns the hash of some texts, in their order. */
    public static long of(String... texts) {
        Hash64 hash = new Hash64();
        for (String text : texts) {
            hash.text(text);
        }
        return hash.value();
    }

    /** Spreads every bit of {@code value} over all of the result. Source: SplitMix64, Steele and others, 2014. */
    public static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /** Adds a text and its end. */
    public void text(String text) {
        for (int i = 0; i < text.length(); i++) {
            state = (state ^ text.charAt(i)) * PRIME;
        }
        mark(text.length());
    }

    /** Adds a mark, which is different from every text. */
    public void mark(int mark) {
        state = (state ^ (mark | 0x1_0000_0000L)) * PRIME;
    }

    /** Returns the hash of all that was added. */
    public long value() {
        return mix(state);
    }

    @Override
    public void write(char[] text, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            state = (state ^ text[i]) * PRIME;
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
