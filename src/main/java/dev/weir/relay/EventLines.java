package dev.weir.relay;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Splits an event stream into events as its bytes flow past, at any chunking; keeps only the names and data that the
 * handler wants.
 *
 * <p>Source: the WHATWG event stream format: lines end in LF, CR LF or CR; a blank line ends an event; one space after
 * the colon is not part of the value; several data lines are joined by LF; a byte order mark at the beginning is not
 * part of the stream.
 */
final class EventLines implements ByteReader {
    /** A longer name is not kept, as no handler wants it. */
    static final int LONGEST_NAME = 64;

    static final int LONGEST_DATA = 1024 * 1024;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LINE_FEEDS = LOW_BITS * '\n';
    private static final long CARRIAGE_RETURNS = LOW_BITS * '\r';

    private final EventHandler listener;
    private final BoundedBytes name = new BoundedBytes(LONGEST_NAME);
    private final BoundedBytes data = new BoundedBytes(LONGEST_DATA);
    private final ByteOrderMark mark = new ByteOrderMark();
    private LinePart line = LinePart.START;
    private boolean isFirstLine = true;
    private int matched;
    private Field field = Field.EVENT;
    private Interest interest = Interest.WHOLE;
    private boolean inEvent;
    private boolean afterCarriageReturn;

    EventLines(EventHandler listener) {
        this.listener = listener;
    }

    /** Receives events. */
    interface EventHandler {
        /** Returns how the data of the event with this name is wanted. */
        Interest interestIn(BoundedBytes name);

        /** A piece of data of an event with {@link Interest#PASSING}. */
        void data(byte[] bytes, int from, int end);

        /**
         * An event is complete.
         *
         * @param name empty where the event has none
         * @param data empty unless it was wanted whole
         */
        void event(BoundedBytes name, BoundedBytes data);
    }

    /** How a handler wants an event's data. */
    enum Interest {
        /** Not at all. */
        NONE,
        /** Piece by piece as it comes, which keeps nothing. */
        PASSING,
        /** In one piece, once the event is complete. */
        WHOLE
    }

    /** The fields that matter, as they stand at the beginning of a line. */
    private enum Field {
        EVENT("event:"),
        DATA("data:");

        private final String name;

        Field(String name) {
            this.name = name;
        }
    }

    private enum LinePart {
        START,
        NAME,
        DATA,
        OTHER
    }

    @Override
    public void read(byte[] bytes, int from, int end) {
        int at = mark.skip(bytes, from, end);
        if (mark.isBroken() && isFirstLine) {
            line = LinePart.OTHER;
        }
        while (at < end) {
            int lineEnd = lineEnd(bytes, at, end);
            part(bytes, at, lineEnd);
            if (lineEnd < end) {
                terminator(bytes[lineEnd]);
            }
            at = lineEnd + 1;
        }
    }

    /** Returns whether neither an event nor a line has begun. */
    boolean isBetweenEvents() {
        return isLineStart() && !inEvent;
    }

    /**
     * Returns where the first LF or CR is, or {@code end}: eight bytes at a time, as most of a stream is passed here.
     */
    private static int lineEnd(byte[] bytes, int from, int end) {
        int at = from;
        while (at + Long.BYTES <= end && !holdsLineEnd((long) EIGHT_BYTES.get(bytes, at))) {
            at += Long.BYTES;
        }
        while (at < end && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
        return at;
    }

    private static boolean holdsLineEnd(long word) {
        return holdsZero(word ^ LINE_FEEDS) || holdsZero(word ^ CARRIAGE_RETURNS);
    }

    /** Whether one of eight bytes is zero; source: "Hacker's Delight", section 6-1. */
    private static boolean holdsZero(long word) {
        return ((word - LOW_BITS) & ~word & HIGH_BITS) != 0;
    }

    private boolean isLineStart() {
        return line == LinePart.START && matched == 0 && !mark.isOpen();
    }

    private void part(byte[] bytes, int from, int end) {
        if (from == end) {
            return;
        }
        afterCarriageReturn = false;
        int at = from;
        while (line == LinePart.START && at < end) {
            decide(bytes[at++]);
        }
        switch (line) {
            case NAME -> name.append(bytes, at, end);
            case DATA -> data(bytes, at, end);
            case START, OTHER -> {}
        }
    }

    private void data(byte[] bytes, int from, int end) {
        switch (interest) {
            case NONE -> {}
            case PASSING -> listener.data(bytes, from, end);
            case WHOLE -> data.append(bytes, from, end);
        }
    }

    private void decide(byte next) {
        if (matched == 0) {
            field = next == 'd' ? Field.DATA : Field.EVENT;
        }
        if (next != field.name.charAt(matched)) {
            line = LinePart.OTHER;
            return;
        }
        matched++;
        if (matched == field.name.length()) {
            begin();
        }
    }

    private void begin() {
        inEvent = true;
        if (field == Field.EVENT) {
            line = LinePart.NAME;
            name.clear();
            return;
        }
        line = LinePart.DATA;
        interest = name.isEmpty() ? Interest.WHOLE : listener.interestIn(name);
        if (interest == Interest.WHOLE && !data.isEmpty()) {
            data.append((byte) '\n');
        }
    }

    private void terminator(byte end) {
        if (end == '\n' && afterCarriageReturn) {
            afterCarriageReturn = false;
            return;
        }
        afterCarriageReturn = end == '\r';
        if (isLineStart()) {
            blankLine();
            return;
        }
        if (line == LinePart.START && matched == field.name.length() - 1) {
            begin(); // a field without a colon has an empty value
        }
        if (line == LinePart.NAME) {
            name.trimOneLeadingSpace();
        }
        line = LinePart.START;
        isFirstLine = false;
        matched = 0;
    }

    private void blankLine() {
        if (inEvent) {
            listener.event(name, data);
        }
        name.clear();
        data.clear();
        inEvent = false;
    }
}
