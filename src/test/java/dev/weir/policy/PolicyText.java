package dev.weir.policy;

import dev.weir.reload.FileReading;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Reads policies that tests write as text. */
final class PolicyText {
    static final PolicyReader READER = new PolicyReader(Set.of("anthropic", "reserve"));

    private PolicyText() {}

    static FileReading<Policy> read(String yaml) {
        return READER.read(yaml.getBytes(StandardCharsets.UTF_8));
    }

    static Policy valid(FileReading<Policy> reading) {
        return switch (reading) {
            case FileReading.Valid<Policy>(Policy policy) -> policy;
            case FileReading.Invalid<Policy>(List<String> faults) -> throw new AssertionError(faults);
        };
    }

    static List<String> faults(FileReading<Policy> reading) {
        return switch (reading) {
            case FileReading.Valid<Policy>(Policy policy) -> throw new AssertionError(policy);
            case FileReading.Invalid<Policy>(List<String> faults) -> faults;
        };
    }
}
