package dev.weir.settings;

import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names of settings as mappings declare them; {@code *} is a free segment, in quotes where it holds dots. */
final class NamePatterns {
    private static final String FREE = "(?:\"[^\"]+\"|[^.]+)";

    private final List<Pattern> patterns;

    NamePatterns(Collection<String> names) {
        patterns = names.stream()
                .map(name -> of(name.replace("[*]", ""), FREE, UnaryOperator.identity()))
                .toList();
    }

    /** Returns whether a name is one of them. */
    boolean match(String name) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    /**
     * Compiles one name.
     *
     * @param free replaces each {@code *}
     * @param form converts the text in between
     */
    static Pattern of(String name, String free, UnaryOperator<String> form) {
        return Pattern.compile(
                Stream.of(name.split("\\*", -1)).map(form).map(Pattern::quote).collect(Collectors.joining(free)));
    }
}
