package dev.weir.yaml;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads single values; a value that is not as expected is absent and becomes a fault. */
public final class YamlValues {
    /** The most decimal places that a number may have. */
    public static final int DECIMALS = 6;

    private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,17}");
    private static final Pattern DECIMAL = Pattern.compile("(?:0|[1-9][0-9]{0,11})(?:\\.[0-9]{1," + DECIMALS + "})?");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    private YamlValues() {}

    /** Returns a whole number between two bounds, both included, written in plain digits. */
    public static OptionalLong whole(YamlNode node, long least, long most) {
        String expected = "a whole number from " + least + " to " + most;
        Optional<String> text = node.plain(expected);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (WHOLE.matcher(text.get()).matches()) {
            long number = Long.parseLong(text.get());
            if (number >= least && number <= most) {
                return OptionalLong.of(number);
            }
        }
        node.reject(expected);
        return OptionalLong.empty();
    }

    /**
     * Returns a number between two bounds, both included, written in plain digits with at most {@value #DECIMALS}
     * decimals.
     *
     * @param expected names these rules and bounds
     */
    public static Optional<BigDecimal> decimal(YamlNode node, BigDecimal least, BigDecimal most, String expected) {
        return node.plain(expected).flatMap(text -> {
            if (DECIMAL.matcher(text).matches()) {
                BigDecimal number = new BigDecimal(text);
                if (number.compareTo(least) >= 0 && number.compareTo(most) <= 0) {
                    return Optional.of(number);
                }
            }
            return node.reject(expected);
        });
    }

    /** Returns a boolean. */
    public static Optional<Boolean> truth(YamlNode node) {
        String expected = "true or false";
        return node.plain(expected).flatMap(text -> switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> node.reject(expected);
        });
    }

    /** Returns a calendar date. */
    public static Optional<LocalDate> date(YamlNode node) {
        String expected = "a date as in 2027-06-30";
        return node.text(expected).flatMap(text -> {
            try {
                return DATE.matcher(text).matches() ? Optional.of(LocalDate.parse(text)) : node.reject(expected);
            } catch (DateTimeException _) {
                return node.reject("a date of the calendar, as in 2027-06-30");
            }
        });
    }

    /** Returns a text that is one of the names; {@code what} is the kind of thing that they name. */
    public static Optional<String> oneOf(YamlNode node, String what, Collection<String> names) {
        String expected = names.isEmpty() ? "nothing, as none is defined" : "one of " + String.join(", ", names);
        return node.text(expected).flatMap(text -> {
            if (names.contains(text)) {
                return Optional.of(text);
            }
            String hint = NearName.hint(text, names);
            node.fault(SafeText.value(text) + ": no such " + what
                    + (hint.isEmpty() ? YamlNode.expectation(expected) : hint));
            return Optional.empty();
        });
    }
}
