package dev.weir.pipeline;

/** Ends what an exchange is waiting for when Weir shuts down and will wait no longer. Used on one event loop only. */
final class Interruption {
    private Runnable handler = () -> {};
    private boolean isRequested;

    /** Ends what the exchange waits for, now and whatever it waits for later. */
    void request() {
        isRequested = true;
        handler.run();
    }

    boolean isRequested() {
        return isRequested;
    }

    /** Calls {@code task} when the exchange is interrupted, at once where it has been; replaces the one set before. */
    void onRequest(Runnable task) {
        handler = task;
        if (isRequested) {
            task.run();
        }
    }
}
