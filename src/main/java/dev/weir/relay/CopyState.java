package dev.weir.relay;

/** How far a response has gone to the client. It only goes forward; {@link #ENDED} may follow every state. */
enum CopyState {
    /** Nothing went out: another response is still possible. */
    HELD,
    /** The head went out. */
    COMMITTED,
    /** The client has left, and the rest is read for the usage that it says. */
    READING_ON,
    /** The listener knows the end; the bytes that tell the client are about to follow. */
    END_ANNOUNCED,
    /** Nothing more is read from the upstream. */
    ENDED;

    /** Whether what comes from the upstream is for the client. */
    boolean isRelaying() {
        return this != READING_ON && this != ENDED;
    }
}
