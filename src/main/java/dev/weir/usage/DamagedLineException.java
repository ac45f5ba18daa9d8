package dev.weir.usage;

import java.io.Serial;

/** A line has a value that Weir does not write; the message names the key and repeats nothing of the value. */
final class DamagedLineException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    DamagedLineException(String message) {
        super(message);
    }
}
