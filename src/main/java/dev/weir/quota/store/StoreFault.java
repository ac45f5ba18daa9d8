package dev.weir.quota.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** What the failure of an operation says of the operation. */
public enum StoreFault {
    /** Nothing was sent, so nothing was done. */
    UNSENT,
    /**
     * Redis replied with an error, and will reply the same again: a key holds something else, or the script is at
     * fault.
     */
    PERMANENT,
    /** There was no reply, or an error that passes with time; whether the step was taken is not known. */
    UNKNOWN;

    /**
     * Source: Redis 6.2 to 8; up to 6.2 they stand in the midst of an error of the script that met them. The last is
     * what 6 says of a user who may not do what the script does.
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

    /** Tells it from the cause of a failure. */
    public static StoreFault of(Throwable cause) {
        if (inner(cause) instanceof NotSentException) {
            return UNSENT;
        }
        String message = textOf(cause);
        return isPermanent(message) && PASSING.stream().noneMatch(message::contains) ? PERMANENT : UNKNOWN;
    }

    /** Returns what Redis or the client says of the failure. */
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
