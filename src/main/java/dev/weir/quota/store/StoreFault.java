package dev.weir.quota.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** The kind of an operation's failure. */
public enum StoreFault {
    /** Nothing was sent, so nothing was done. */
    UNSENT,
    /**
     * Redis replied with an error that it will reply again: a key holds a value of another type, or the script has a
     * fault.
     */
    PERMANENT,
    /** There was no reply, or a temporary error; the operation may have taken effect. */
    UNKNOWN;

    /**
     * Texts of temporary errors. Source: Redis 6.2 to 8; up to 6.2 they stand inside the error of the script. The last
     * one is what Redis 6 says of a user without the right to what the script does.
     */
    private static final List<String> PASSING = List.of(
            "LOADING",
            "READONLY",
            "OOM",
            "CLUSTERDOWN",
            "MASTERDOWN",
            "NOREPLICAS",
            "MISCONF",
            "BUSY",
            "TRYAGAIN",
            "NOPERM",
            "executing the script");

    /** Returns the kind of a failure. */
    public static StoreFault of(Throwable cause) {
        if (inner(cause) instanceof NotSentException) {
            return UNSENT;
        }
        String message = textOf(cause);
        return isPermanent(message) && PASSING.stream().noneMatch(message::contains) ? PERMANENT : UNKNOWN;
    }

    /** Returns the text of Redis or of the client about the failure. */
    public static String textOf(Throwable cause) {
        return Optional.ofNullable(inner(cause).getMessage()).orElse("");
    }

    private static Throwable inner(Throwable cause) {
        return cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause;
    }

    private static boolean isPermanent(String message) {
        return message.startsWith("WRONGTYPE") || (message.startsWith("ERR") && message.contains("script"));
    }
}
