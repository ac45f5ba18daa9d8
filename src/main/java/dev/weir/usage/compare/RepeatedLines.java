package dev.weir.usage.compare;

import dev.weir.pricing.NanoUsd;
import dev.weir.usage.UsageEntry;
import java.math.BigDecimal;
import java.util.List;

/** Leaves out lines of the log whose request was there before, and counts them. Used by one thread. */
public final class RepeatedLines {
    private final RequestIdSet seen = new RequestIdSet();
    private NanoUsd all = NanoUsd.ZERO;
    private NanoUsd repeated = NanoUsd.ZERO;
    private long count;

    /** Returns whether an exchange comes for the first time. */
    public boolean isFirst(UsageEntry entry) {
        all = all.plus(entry.cost());
        if (seen.add(entry.requestId())) {
            return true;
        }
        count++;
        repeated = repeated.plus(entry.cost());
        return false;
    }

    /** Returns the difference that the repeated lines make; none where there are none. */
    public List<Difference> differences() {
        if (count == 0) {
            return List.of();
        }
        BigDecimal once = BigDecimal.valueOf(all.value() - repeated.value(), 9).stripTrailingZeros();
        return List.of(new Difference(
                DifferenceKind.DOUBLE,
                "log",
                "all",
                "request_id",
                "usd",
                all.toUsd(),
                once,
                count + " lines have the request_id of a line before; they are left out below"));
    }
}
