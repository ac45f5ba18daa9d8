package dev.weir.body;

/** What came of collecting a body. */
public sealed interface Collected {
    /** All bytes are there; whoever takes the body releases it. */
    record Complete(Body body) implements Collected {}

    /** More bytes came than one body may have; those are dropped, the rest is still unread. */
    record TooLarge() implements Collected {}

    /** All bodies together left no room for this one; its bytes are dropped, the rest is still unread. */
    record NoRoom() implements Collected {}

    /** The bytes came too slowly; those are dropped, the rest is still unread. */
    record TooSlow() implements Collected {}

    /** The client left before the end. */
    record ClientGone() implements Collected {}
}
