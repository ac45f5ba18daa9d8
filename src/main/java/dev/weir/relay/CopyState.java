package dev.weir.relay;

/** How far a response has gone to the client. It only goes forward; {@link #ENDED} may follow every state. */
enum CopyState {
    /** Nothing went out: another response is still possible. */
    HELD,
    /** The head went out. */
    COMMITTED,
    /** The listener knows the end; the bytes that tell the client are about to follow. */
    END_ANNOUNCED,
    /** Nothing more is read from the upstream. */
    ENDED
}
