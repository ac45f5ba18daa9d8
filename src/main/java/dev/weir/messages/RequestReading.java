package dev.weir.messages;

/** What came of reading a request body. */
public sealed interface RequestReading {
    /** The body is what it must be. */
    record Read(MessageRequest request) implements RequestReading {}

    /**
     * The body is not what it must be.
     *
     * @param message begins with the path of the field, never holds its content
     */
    record Malformed(String message) implements RequestReading {}

    /** The body is larger than allowed once inflated. */
    record TooLarge() implements RequestReading {}
}
