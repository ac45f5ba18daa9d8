package dev.weir.quota.store;

import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The current periods of each time zone, computed once a day. Safe for any thread; grows only with the zones of the
 * policy.
 */
public final class PeriodCalendar {
    private final Map<ZoneId, Periods> byZone = new ConcurrentHashMap<>();

    /** Returns the periods around a moment. */
    public Periods at(long nowMillis, ZoneId zone) {
        Periods known = byZone.get(zone);
        if (known != null && known.areCurrentAt(nowMillis)) {
            return known;
        }
        Periods periods = Periods.around(nowMillis, zone);
        byZone.put(zone, periods);
        return periods;
    }
}
