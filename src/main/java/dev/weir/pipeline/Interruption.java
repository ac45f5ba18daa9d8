package dev.weir.pipeline;

/** Ends what an exchange waits for when Weir shuts down and waits no longer. Used on one event loop only. */
final class Interruption {
    private Runnable handler = () -> {};
    private boolean isRequested;

    /** Ends what the exchange waits for, now and later. */
    void request() {
        isRequested = true;
        handler.run();
    }

    boolean isRequested() {
        return isRequested;
    }

    /** Runs {@code task} when the exchange is interrupted, at once if it has been; replaces the task set before. */
    void onRequest(Runnable task) {
        handler = task;
        if (isRequested) {
            task.run();
        }
    }
}
