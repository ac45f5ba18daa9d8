package dev.weir.relay;

/** Runs a task once at the end of the event loop's current turn, however often it is requested in the turn. */
final class EndOfTurn {
    private final Timers timers;
    private final Runnable task;
    private boolean isPlanned;

    EndOfTurn(Timers timers, Runnable task) {
        this.timers = timers;
        this.task = task;
    }

    void plan() {
        if (!isPlanned) {
            isPlanned = true;
            timers.soon(this::run);
        }
    }

    private void run() {
        isPlanned = false;
        task.run();
    }
}
