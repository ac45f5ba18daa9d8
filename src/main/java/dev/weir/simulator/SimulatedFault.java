package dev.weir.simulator;

import java.time.Duration;

/** A fault of a response. */
sealed interface SimulatedFault extends Directive {
    /**
     * An error instead of the response.
     *
     * @param code HTTP status, 400 to 599
     */
    record Status(int code) implements SimulatedFault {}

    /** Which of several errors of the same status. */
    record OfKind(ErrorKind kind) implements SimulatedFault {}

    /** The {@code retry-after} of the error, in seconds or as a date. */
    record RetryAfter(String value) implements SimulatedFault {}

    /** The {@code x-should-retry} of the error. */
    record ShouldRetry(boolean wanted) implements SimulatedFault {}

    /** The {@code error.details.error_code} of the error. */
    record ErrorCode(String code) implements SimulatedFault {}

    /** The connection closes uncleanly after so many bytes of the body. */
    record CutAt(int bytes) implements SimulatedFault {}

    /** The connection closes before any byte of a response. */
    record Drop() implements SimulatedFault {}

    /** Nothing is ever sent, while the connection stays open. */
    record Silence() implements SimulatedFault {}

    /** So many events are sent, then nothing more, while the connection stays open. */
    record SilenceAfter(int events) implements SimulatedFault {}

    /** The head of the response is sent late. */
    record FirstByteDelay(Duration delay) implements SimulatedFault {}

    /** Each event is sent this long after the one before. */
    record EventDelay(Duration delay) implements SimulatedFault {}

    /** The stream carries an {@code error} event. */
    record ErrorEvent(Position position) implements SimulatedFault {}

    /** The type of the error in {@link ErrorEvent}, the API's name for it. */
    record EventErrorType(String type) implements SimulatedFault {}

    /** So many {@code ping} events before the content; 0 for none at all. */
    record Pings(int count) implements SimulatedFault {}

    /** The body is written in slices of so many bytes, whatever events they cut through. */
    record Chunk(int bytes) implements SimulatedFault {}

    /** The stream carries unknown events, deltas and fields. */
    record UnknownEvents() implements SimulatedFault {}

    /** The position of an {@code error} event in its stream. */
    enum Position {
        /** Before any other event. */
        FIRST,
        /** In the middle of the content. */
        LATER
    }
}
