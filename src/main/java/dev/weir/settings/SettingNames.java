package dev.weir.settings;

import dev.weir.yaml.NearName;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The names of all settings, with their defaults, as {@link WeirConfig} declares them; {@code *} is a free segment. */
public final class SettingNames {
    /** The default of every setting by its name; empty where it has none. */
    static final Map<String, Optional<String>> DEFAULTS = defaults();

    private static final String ANY = "<name>";

    private SettingNames() {}

    private static Map<String, Optional<String>> defaults() {
        Map<String, Optional<String>> defaults = new HashMap<>();
        ConfigClass.configClass(WeirConfig.class)
                .getProperties()
                .forEach((name, value) -> defaults.put(name, Optional.ofNullable(value)));
        defaults.keySet().removeIf(name -> name.endsWith("[*]")); // a list has a name of its own too
        return Map.copyOf(defaults);
    }

    /** Returns the default of a setting; empty where it has none. */
    static Optional<String> defaultOf(String name) {
        return DEFAULTS.entrySet().stream()
                .filter(entry -> NamePatterns.of(entry.getKey(), "[^.]+", text -> text)
                        .matcher(name)
                        .matches())
                .findFirst()
                .flatMap(Map.Entry::getValue);
    }

    /** Returns the environment variable that sets a setting. */
    public static String variableOf(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** Returns whether an environment variable sets a setting. */
    static boolean isVariable(String variable) {
        return DEFAULTS.keySet().stream()
                .anyMatch(name -> NamePatterns.of(name, ".+", SettingNames::variableOf)
                        .matcher(variable)
                        .matches());
    }

    /** The known names at the place where a name is unknown, and the near one that may be meant. */
    record Alternatives(List<String> known, Optional<String> near) {}

    /** Returns what an unknown name may mean, by the first of its segments that is unknown. */
    static Alternatives alternatives(String name) {
        String[] segments = name.split("\\.", -1);
        String parent = segments[0];
        for (int at = 1; at < segments.length; at++) {
            List<String> known = below(parent);
            if (!known.contains(segments[at]) && !known.contains(ANY)) {
                String start = parent + ".";
                return new Alternatives(
                        known, NearName.among(segments[at], known).map(start::concat));
            }
            parent += "." + segments[at];
        }
        return new Alternatives(below(parent), Optional.empty());
    }

    /** Returns the segments that are known below a parent. */
    private static List<String> below(String parent) {
        return DEFAULTS.keySet().stream()
                .map(known -> below(known, parent))
                .flatMap(Optional::stream)
                .distinct()
                .sorted()
                .toList();
    }

    private static Optional<String> below(String known, String parent) {
        String[] knownSegments = known.split("\\.", -1);
        String[] parentSegments = parent.split("\\.", -1);
        if (knownSegments.length <= parentSegments.length) {
            return Optional.empty();
        }
        for (int i = 0; i < parentSegments.length; i++) {
            if (!knownSegments[i].equals("*") && !knownSegments[i].equals(parentSegments[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(knownSegments[parentSegments.length]).map(last -> last.equals("*") ? ANY : last);
    }
}
