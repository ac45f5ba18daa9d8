package dev.weir.quota.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.LimitKind.Window;
import dev.weir.quota.store.AmountField;
import dev.weir.quota.store.LimitOwner;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What holds of every level after every step, whatever the steps were. */
public final class LevelInvariants {
    private final Map<LimitOwner, Map<Window, Long>> periodEnds = new HashMap<>();

    /** Fails where one is broken. */
    public void hold(InMemoryQuotaStore store, LimitOwner owner) {
        StoredLevel level = store.level(owner);
        LevelState state = level.state().orElseGet(LevelState::new);
        heldIsTheSumOfLeases(owner, level, state);
        nothingIsNegative(owner, state);
    }

    private static void heldIsTheSumOfLeases(LimitOwner owner, StoredLevel level, LevelState state) {
        for (AmountField field : AmountField.HELD) {
            long sum = level.leases().entrySet().stream()
                    .filter(entry -> level.scores().getOrDefault(entry.getKey(), 0L) > 0)
                    .mapToLong(entry -> entry.getValue().held(field))
                    .sum();
            assertThat(state.held(field)).as("held %s of %s", field, owner).isEqualTo(sum);
        }
    }

    private static void nothingIsNegative(LimitOwner owner, LevelState state) {
        assertThat(state.used().values()).as("used of %s", owner).allMatch(used -> used >= 0);
        assertThat(state.held().values()).as("held of %s", owner).allMatch(held -> held >= 0);
    }

    /** Fails where a period ends before the one that was in force before. */
    public void periodsGoForward(InMemoryQuotaStore store, LimitOwner owner) {
        LevelState state = store.level(owner).state().orElseGet(LevelState::new);
        Map<Window, Long> before = periodEnds.computeIfAbsent(owner, _ -> new EnumMap<>(Window.class));
        for (Window period : List.of(Window.DAY, Window.WEEK, Window.MONTH)) {
            long end = state.periodEnd(period);
            assertThat(end)
                    .as("end of %s of %s", period, owner)
                    .isGreaterThanOrEqualTo(before.getOrDefault(period, 0L));
            before.put(period, end);
        }
    }
}
