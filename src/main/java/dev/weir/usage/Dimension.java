package dev.weir.usage;

import dev.weir.usage.UsageEntry.ModelUsage;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** By what usage is summed. */
public enum Dimension {
    /** The team of the policy. */
    TEAM,
    /** The user, as a keyed hash. */
    USER,
    /** The id of the price table. */
    MODEL,
    /** The day of UTC in which the request came. */
    DAY,
    /** The session of Claude Code, as a keyed hash. */
    SESSION,
    /** The project of the policy. */
    PROJECT;

    /** What stands for an absent value. */
    public static final String NONE = "none";

    /** Returns the dimension of a name; absent where there is none. */
    public static Optional<Dimension> named(String name) {
        return Arrays.stream(values())
                .filter(dimension -> dimension.label().equals(name))
                .findFirst();
    }

    /** Returns all names, by commas. */
    public static String names() {
        return Arrays.stream(values()).map(Dimension::label).collect(Collectors.joining(", "));
    }

    /** Returns its name. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the value of an exchange, or of the part of one model. */
    String of(UsageEntry entry, Optional<ModelUsage> part) {
        return switch (this) {
            case TEAM -> entry.attribution().team().orElse(NONE);
            case USER -> entry.attribution().user().orElse(NONE);
            case MODEL -> part.map(ModelUsage::model).or(entry::model).orElse(NONE);
            case DAY -> entry.time().atOffset(ZoneOffset.UTC).toLocalDate().toString();
            case SESSION -> entry.attribution().session().orElse(NONE);
            case PROJECT -> entry.attribution().project().orElse(NONE);
        };
    }
}
