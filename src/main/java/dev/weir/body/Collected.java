package dev.weir.body;

/** The outcome of collecting a body. */
public sealed interface Collected {
    /** All bytes have arrived; the receiver of the body releases it. */
    record Complete(Body body) implements Collected {}

    /** More bytes arrived than one body may have. Those are dropped; the rest is still unread. */
    record TooLarge() implements Collected {}

    /** The other bodies leave no room for this one. Its bytes are dropped; the rest is still unread. */
    record NoRoom() implements Collected {}

    /** The bytes arrived too slowly. They are dropped; the rest is still unread. */
    record TooSlow() implements Collected {}

    /** The client disconnected before the end. */
    record ClientGone() implements Collected {}
}
