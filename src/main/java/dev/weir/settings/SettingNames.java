package dev.weir.settings;

import io.smallrye.config.ConfigMappings.ConfigClass;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of all settings, with their defaults, as {@link WeirConfig} declares them; {@code *} is a free segment. */
public final class SettingNames {
    /** The default of every setting by its name; empty where it has none. */
    static final Map<String, Optional<String>> DEFAULTS = defaults();

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
                .filter(entry -> pattern(entry.getKey(), "[^.]+", text -> text)
                        .matcher(name)
                        .matches())
                .findFirst()
                .flatMap(Map.Entry::getValue);
    }

    /** Returns the environment variable that sets a setting. */
    public static String variableOf(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** Whether an environment variable sets a setting. */
    static boolean isVariable(String variable) {
        return DEFAULTS.keySet().stream()
                .anyMatch(name -> pattern(name, ".+", SettingNames::variableOf)
                        .matcher(variable)
                        .matches());
    }

    /** Returns the names that are known beside a setting, each by its last segments. */
    static List<String> siblings(String name) {
        String parent = name.substring(0, Math.max(0, name.lastIndexOf('.')));
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
        return Optional.of(knownSegments[parentSegments.length]).map(last -> last.equals("*") ? "<name>" : last);
    }

    private static Pattern pattern(String name, String free, UnaryOperator<String> form) {
        return Pattern.compile(
                Stream.of(name.split("\\*", -1)).map(form).map(Pattern::quote).collect(Collectors.joining(free)));
    }
}
