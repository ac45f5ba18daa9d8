package dev.weir.messages;

import java.io.IOException;

/** Ends the reading of a body below the JSON parser; {@link RequestReader} turns it into its outcome. */
final class UnreadableBody extends IOException {
    private final transient RequestReading reading;

    UnreadableBody(RequestReading reading) {
        super("unreadable body");
        this.reading = reading;
    }

    static UnreadableBody malformed(String message) {
        return new UnreadableBody(new RequestReading.Malformed(message));
    }

    /** Returns the outcome of the reading. */
    RequestReading reading() {
        return reading;
    }
}
