package dev.weir.policy;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the requests of a team are told apart by project: by a header whose value is one of a closed list.
 *
 * @param header the header's name, in lower case
 * @param names the values that it may have
 */
public record Projects(String header, Set<String> names) {
    /** What every other value counts as, so that no text of a client is written anywhere. */
    public static final String OTHER = "other";

    public Projects {
        names = Set.copyOf(names);
    }

    /**
     * Returns the project that a request names: one of the list, or {@value #OTHER}; absent where it names none.
     *
     * @param values all values of the header; two that differ count as {@value #OTHER}
     */
    public Optional<String> named(Collection<String> values) {
        List<String> given = values.stream()
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .distinct()
                .toList();
        if (given.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(given.size() == 1 && names.contains(given.getFirst()) ? given.getFirst() : OTHER);
    }
}
