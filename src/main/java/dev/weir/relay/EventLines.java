package dev.weir.relay;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Splits an event stream into events as its bytes flow past, at any chunking, keeping only the names and the data that
 * somebody wants.
 *
 * <p>Source: the WHATWG event stream format: lines end in LF, CR LF or CR; a blank line ends an event; one space after the
 * colon is not part of the value; several data lines are joined by LF.
 */
final class EventLines {
    private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't', ':'};
    private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};

    private final Listener listener;
    private final Bytes name = new Bytes(64);
    private final Bytes data = new Bytes(1024 * 1024);
    private Line line = Line.START;
    private int matched;
    private byte[] field = EVENT;
    private boolean keepData = true;
    private long dataBytes;
    private boolean inEvent;
    private boolean afterCarriageReturn;

    EventLines(Listener listener) {
        this.listener = listener;
    }

    /** Whoever is told of events. */
    interface Listener {
        /** Whether the data of the event with this name is wanted. */
        boolean wantsData(Bytes name);

        /**
         * An event is complete.
         *
         * @param name empty where the event has none
         * @param data empty unless it was wanted
         * @param dataBytes how much data there was
         */
        void event(Bytes name, Bytes data, long dataBytes);
    }

    private enum Line {
        START,
        NAME,
        DATA,
        OTHER
    }

    void see(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            int lineEnd = lineEnd(bytes, at, end);
            part(bytes, at, lineEnd);
            if (lineEnd < end) {
                terminator(bytes.getByte(lineEnd));
            }
            at = lineEnd + 1;
        }
    }

    /** Whether neither an event nor a line has begun. */
    boolean isBetweenEvents() {
        return line == Line.START && matched == 0 && !inEvent;
    }

    private static int lineEnd(ByteBuf bytes, int from, int end) {
        int lineFeed = bytes.indexOf(from, end, (byte) '\n');
        int before = lineFeed < 0 ? end : lineFeed;
        int carriageReturn = bytes.indexOf(from, before, (byte) '\r');
        return carriageReturn < 0 ? before : carriageReturn;
    }

    private void part(ByteBuf bytes, int from, int end) {
        if (from == end) {
            return;
        }
        afterCarriageReturn = false;
        int at = from;
        while (line == Line.START && at < end) {
            decide(bytes.getByte(at++));
        }
        switch (line) {
            case NAME -> name.append(bytes, at, end);
            case DATA -> {
                dataBytes += end - at;
                if (keepData) {
                    data.append(bytes, at, end);
                }
            }
            case START, OTHER -> {}
        }
    }

    private void decide(byte next) {
        if (matched == 0) {
            field = next == 'd' ? DATA : EVENT;
        }
        if (next != field[matched]) {
            line = Line.OTHER;
            return;
        }
        matched++;
        if (matched == field.length) {
            begin();
        }
    }

    private void begin() {
        inEvent = true;
        if (field == EVENT) {
            line = Line.NAME;
            name.clear();
            return;
        }
        line = Line.DATA;
        keepData = name.isEmpty() || listener.wantsData(name);
        if (keepData && !data.isEmpty()) {
            data.append((byte) '\n');
        }
    }

    private void terminator(byte end) {
        if (end == '\n' && afterCarriageReturn) {
            afterCarriageReturn = false;
            return;
        }
        afterCarriageReturn = end == '\r';
        if (line == Line.START && matched == 0) {
            blankLine();
            return;
        }
        if (line == Line.NAME) {
            name.trimOneLeadingSpace();
        }
        line = Line.START;
        matched = 0;
    }

    private void blankLine() {
        if (inEvent) {
            listener.event(name, data, dataBytes);
        }
        name.clear();
        data.clear();
        dataBytes = 0;
        inEvent = false;
    }

    /** A few bytes kept; what goes beyond the bound empties it for good until it is cleared, as half a value is none. */
    static final class Bytes {
        private final int bound;
        private byte[] bytes = new byte[64];
        private int length;
        private boolean overflowed;

        Bytes(int bound) {
            this.bound = bound;
        }

        boolean is(byte[] other) {
            return Arrays.equals(bytes, 0, length, other, 0, other.length);
        }

        boolean isEmpty() {
            return length == 0;
        }

        byte[] array() {
            return bytes;
        }

        int length() {
            return length;
        }

        void append(ByteBuf from, int start, int end) {
            int more = end - start;
            if (makeRoomFor(more)) {
                from.getBytes(start, bytes, length, more);
                length += more;
            }
        }

        void append(byte one) {
            if (makeRoomFor(1)) {
                bytes[length++] = one;
            }
        }

        void trimOneLeadingSpace() {
            if (length > 0 && bytes[0] == ' ') {
                length--;
                System.arraycopy(bytes, 1, bytes, 0, length);
            }
        }

        void clear() {
            length = 0;
            overflowed = false;
        }

        private boolean makeRoomFor(int more) {
            if (overflowed || length + more > bound) {
                overflowed = true;
                length = 0;
                return false;
            }
            if (length + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.min(bound, Math.max(bytes.length * 2, length + more)));
            }
            return true;
        }
    }
}
