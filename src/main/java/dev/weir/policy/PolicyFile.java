package dev.weir.policy;

import dev.weir.reload.FileReading;
import dev.weir.reload.WatchedFile;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/** The operator's policy file, read by one set of rules at the start, at each reload and by {@code check}. */
public final class PolicyFile {
    /** The beginning of the fault of a policy that locks everyone out. */
    public static final String NO_KEY = "no team has a key";

    private PolicyFile() {}

    /**
     * Watches the policy file. Besides the faults that {@link PolicyReader} finds, a policy without a valid key is
     * invalid.
     *
     * @param upstreams the names under {@code weir.upstreams}
     * @param clock decides which keys have expired
     */
    public static WatchedFile<Policy> at(Path path, Set<String> upstreams, Clock clock) {
        PolicyReader reader = new PolicyReader(upstreams);
        return new WatchedFile<>(
                path, yaml -> admitting(reader.read(yaml), LocalDate.now(clock.withZone(ZoneOffset.UTC))));
    }

    private static FileReading<Policy> admitting(FileReading<Policy> reading, LocalDate today) {
        return switch (reading) {
            case FileReading.Invalid<Policy> invalid -> invalid;
            case FileReading.Valid<Policy>(Policy policy)
            when policy.keyCount() == 0 ->
                new FileReading.Invalid<>(List.of(NO_KEY + ", so every request would get a 401"));
            case FileReading.Valid<Policy>(Policy policy)
            when !policy.hasKeyValidOn(today) ->
                new FileReading.Invalid<>(List.of(NO_KEY + " that is still valid: all have expired"));
            case FileReading.Valid<Policy> valid -> valid;
        };
    }
}
