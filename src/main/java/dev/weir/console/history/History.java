package dev.weir.console.history;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The samples of the last hour, one each 5 s, and where the cost of today began. Safe for use by many threads. */
public final class History {
    /** The time between two samples. */
    public static final Duration STEP = Duration.ofSeconds(5);

    /** An hour of steps, and the sample at which the first step begins. */
    static final int MOST = 721;

    private final ArrayDeque<MeterSample> samples = new ArrayDeque<>();
    private LocalDate day = LocalDate.MIN;
    private double usdBeforeToday;

    /** Makes a history that is empty. */
    public History() {}

    /** Adds a sample, which must be later than the last one; the oldest goes where an hour is full. */
    public synchronized void add(MeterSample sample) {
        LocalDate today = Instant.ofEpochSecond(sample.epochSeconds())
                .atZone(ZoneOffset.UTC)
                .toLocalDate();
        if (!today.equals(day)) {
            usdBeforeToday = latest().map(MeterSample::usd).orElse(0.0);
            day = today;
        }
        if (samples.size() == MOST) {
            samples.removeFirst();
        }
        samples.addLast(sample);
    }

    /** Returns the last sample; absent in the first moments. */
    public synchronized Optional<MeterSample> latest() {
        return Optional.ofNullable(samples.peekLast());
    }

    /** Returns the newest sample that is at least so old; the oldest where none is; absent in the first moments. */
    public synchronized Optional<MeterSample> before(Duration age) {
        MeterSample found = samples.peekFirst();
        long until = latest().map(MeterSample::epochSeconds).orElse(0L) - age.toSeconds();
        for (MeterSample sample : samples) {
            if (sample.epochSeconds() > until) {
                break;
            }
            found = sample;
        }
        return Optional.ofNullable(found);
    }

    /** Returns the samples that are later than a second of the epoch, the oldest first. */
    public synchronized List<MeterSample> after(long epochSeconds) {
        List<MeterSample> found = new ArrayList<>(MOST);
        for (MeterSample sample : samples) {
            if (sample.epochSeconds() > epochSeconds) {
                found.add(sample);
            }
        }
        return found;
    }

    /**
     * Returns what this replica had cost in dollars when today began, by UTC; 0 where it started today.
     *
     * <p>It is that of the last sample of yesterday, so what was charged in the 5 s around midnight counts today.
     */
    public synchronized double usdBeforeToday() {
        return usdBeforeToday;
    }
}
