package dev.weir.relay;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;

/** Time that passes when a test says so; what is due runs on the way, in its order. */
public final class ManualTimers implements Timers {
    private final TreeMap<Long, Due> planned = new TreeMap<>();
    private final Queue<Runnable> soon = new ArrayDeque<>();
    private long now = 1_000_000_000_000L;
    private long last;

    private record Due(long at, long number, Runnable task) {}

    /** Ends the turn of the event loop: runs what was to run soon. */
    public void turn() {
        while (!soon.isEmpty()) {
            soon.remove().run();
        }
    }

    /** Ends this turn, then lets time pass. */
    public void advance(Duration time) {
        turn();
        long end = now + time.toNanos();
        for (Optional<Due> due = next(end); due.isPresent(); due = next(end)) {
            planned.remove(due.get().number());
            now = Math.max(now, due.get().at());
            due.get().task().run();
            turn();
        }
        now = end;
    }

    /** Returns how many timers are set. */
    public int pending() {
        return planned.size();
    }

    private Optional<Due> next(long end) {
        return planned.values().stream()
                .filter(due -> due.at() <= end)
                .min(Comparator.comparingLong(Due::at).thenComparingLong(Due::number));
    }

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public long after(Duration delay, Runnable task) {
        last++;
        planned.put(last, new Due(now + delay.toNanos(), last, task));
        return last;
    }

    @Override
    public void cancel(long number) {
        planned.remove(number);
    }

    @Override
    public void soon(Runnable task) {
        soon.add(task);
    }
}
