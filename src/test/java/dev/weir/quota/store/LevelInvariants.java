package dev.weir.quota.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What holds of every level after every step, whatever the steps were. */
final class LevelInvariants {
    private static final Set<String> MAY_BE_IN_DEBT = Set.of("rl", "il", "ol", "cl");

    private final Map<String, Long> periodEnds = new HashMap<>();

    void hold(String name, MirrorLevel level) {
        heldIsTheSumOfLeases(name, level);
        nothingIsNegative(name, level);
        periodsGoForward(name, level);
    }

    private static void heldIsTheSumOfLeases(String name, MirrorLevel level) {
        for (Part part : Part.HELD) {
            long sum = level.amounts().entrySet().stream()
                    .filter(entry -> level.scores().getOrDefault(entry.getKey(), 0L) > 0)
                    .mapToLong(entry -> entry.getValue().held(part))
                    .sum();
            assertThat(level.state().getOrDefault("h" + part.letter(), 0L))
                    .as("held %s of %s", part, name)
                    .isEqualTo(sum);
        }
    }

    private static void nothingIsNegative(String name, MirrorLevel level) {
        assertThat(level.state().entrySet())
                .as("fields of %s", name)
                .allMatch(field -> field.getValue() >= 0 || MAY_BE_IN_DEBT.contains(field.getKey()));
    }

    private void periodsGoForward(String name, MirrorLevel level) {
        for (String field : List.of("de", "me")) {
            long end = level.state().getOrDefault(field, 0L);
            assertThat(end)
                    .as("%s of %s", field, name)
                    .isGreaterThanOrEqualTo(periodEnds.getOrDefault(name + field, 0L));
            periodEnds.put(name + field, end);
        }
    }
}
