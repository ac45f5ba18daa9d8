package dev.weir.messages;

/** The result of reading a request body. */
public sealed interface RequestReading {
    /** The body is valid. */
    record Valid(MessageRequest request) implements RequestReading {}

    /**
     * The body is invalid.
     *
     * @param message begins with the path of the field, never contains its value
     */
    record Malformed(String message) implements RequestReading {}

    /** The body is larger than allowed once inflated. */
    record TooLarge() implements RequestReading {}

    /** There is no room for the body once inflated. */
    record NoRoom() implements RequestReading {}
}
