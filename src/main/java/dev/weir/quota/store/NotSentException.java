package dev.weir.quota.store;

import java.io.Serial;

/** An operation failed before anything of it was sent, so nothing was done. */
public final class NotSentException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** Makes it with a reason of our own. */
    public NotSentException(String why) {
        super(why, null, false, false);
    }

    /** Makes it with the failure that kept the operation from being sent. */
    public NotSentException(Throwable cause) {
        super(cause.getMessage(), cause, false, false);
    }
}
