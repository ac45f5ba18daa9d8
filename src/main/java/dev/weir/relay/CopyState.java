package dev.weir.relay;

/** How far a response has gone to the client. It only goes forward; {@link #ENDED} may follow every state. */
enum CopyState {
    /** Nothing has been sent: another response is still possible. */
    HELD,
    /** The headers have been sent. */
    COMMITTED,
    /** The client has disconnected; the rest is read for its usage. */
    READING_ON,
    /** The listener knows the end; the last bytes for the client are about to follow. */
    END_ANNOUNCED,
    /** Nothing more is read from the upstream. */
    ENDED;

    /** Whether what comes from the upstream is for the client. */
    boolean isRelaying() {
        return this != READING_ON && this != ENDED;
    }
}
