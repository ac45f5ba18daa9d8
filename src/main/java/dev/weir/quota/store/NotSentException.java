package dev.weir.quota.store;

import java.io.Serial;

/** A call failed before anything of it was sent, so nothing was done. */
public final class NotSentException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** Says why in words of our own. */
    public NotSentException(String why) {
        super(why, null, false, false);
    }

    /** Says why by what kept the call from being sent. */
    public NotSentException(Throwable cause) {
        super(cause.getMessage(), cause, false, false);
    }
}
