package dev.weir.policy;

import dev.weir.reload.Reading;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Reads policies that tests write as text. */
final class PolicyText {
    static final PolicyReader READER = new PolicyReader(Set.of("anthropic", "reserve"));

    private PolicyText() {}

    static Reading<Policy> read(String yaml) {
        return READER.follow(yaml.getBytes(StandardCharsets.UTF_8));
    }

    static Policy valid(Reading<Policy> reading) {
        return switch (reading) {
            case Reading.Good<Policy>(Policy policy) -> policy;
            case Reading.Bad<Policy>(List<String> faults) -> throw new AssertionError(faults);
        };
    }

    static List<String> faults(Reading<Policy> reading) {
        return switch (reading) {
            case Reading.Good<Policy>(Policy policy) -> throw new AssertionError(policy);
            case Reading.Bad<Policy>(List<String> faults) -> faults;
        };
    }
}
