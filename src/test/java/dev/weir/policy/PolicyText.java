package dev.weir.policy;

import dev.weir.policy.PolicyReading.Fault;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Reads policies that tests write as text. */
final class PolicyText {
    static final PolicyReader READER = new PolicyReader(Set.of("anthropic", "reserve"));

    private PolicyText() {}

    static PolicyReading read(String yaml) {
        return READER.read(yaml.getBytes(StandardCharsets.UTF_8));
    }

    static Policy valid(PolicyReading reading) {
        return switch (reading) {
            case PolicyReading.Valid(Policy policy) -> policy;
            case PolicyReading.Invalid(List<Fault> faults) -> throw new AssertionError(faults);
        };
    }

    static List<String> faults(PolicyReading reading) {
        return switch (reading) {
            case PolicyReading.Valid(Policy policy) -> throw new AssertionError(policy);
            case PolicyReading.Invalid(List<Fault> faults) ->
                faults.stream().map(Fault::toString).toList();
        };
    }
}
