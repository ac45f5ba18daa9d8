package dev.weir.yaml;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads single values; each is absent after a fault, which says what was expected. */
public final class YamlValues {
    /** The most decimals that a number may have. */
    public static final int DECIMALS = 6;

    private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,17}");
    private static final Pattern DECIMAL = Pattern.compile("(?:0|[1-9][0-9]{0,11})(?:\\.[0-9]{1," + DECIMALS + "})?");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    private YamlValues() {}

    /** Returns a whole number between two bounds, both included, written in plain digits. */
    public static OptionalLong whole(YamlNode place, long least, long most) {
        String expected = "a whole number from " + least + " to " + most;
        Optional<String> text = place.plain(expected);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (WHOLE.matcher(text.get()).matches()) {
            long number = Long.parseLong(text.get());
            if (number >= least && number <= most) {
                return OptionalLong.of(number);
            }
        }
        place.refused(expected);
        return OptionalLong.empty();
    }

    /**
     * Returns a number between two bounds, both included, written in plain digits with at most {@value #DECIMALS} decimals.
     *
     * @param expected says so, with the bounds
     */
    public static Optional<BigDecimal> decimal(YamlNode place, BigDecimal least, BigDecimal most, String expected) {
        return place.plain(expected).flatMap(text -> {
            if (DECIMAL.matcher(text).matches()) {
                BigDecimal number = new BigDecimal(text);
                if (number.compareTo(least) >= 0 && number.compareTo(most) <= 0) {
                    return Optional.of(number);
                }
            }
            return place.refused(expected);
        });
    }

    /** Returns a truth value. */
    public static Optional<Boolean> truth(YamlNode place) {
        String expected = "true or false";
        return place.plain(expected).flatMap(text -> switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> place.refused(expected);
        });
    }

    /** Returns a day of the calendar. */
    public static Optional<LocalDate> date(YamlNode place) {
        String expected = "a date as in 2027-06-30";
        return place.text(expected).flatMap(text -> {
            try {
                return DATE.matcher(text).matches() ? Optional.of(LocalDate.parse(text)) : place.refused(expected);
            } catch (DateTimeException _) {
                return place.refused("a date of the calendar, as in 2027-06-30");
            }
        });
    }

    /** Returns a text that is one of the names, where {@code what} says what they name. */
    public static Optional<String> oneOf(YamlNode place, String what, Collection<String> names) {
        String expected = names.isEmpty() ? "nothing, as there is none" : "one of " + String.join(", ", names);
        return place.text(expected).flatMap(text -> {
            if (names.contains(text)) {
                return Optional.of(text);
            }
            String hint = NearName.hint(text, names);
            place.fault(SafeText.value(text) + ": no such " + what
                    + (hint.isEmpty() ? YamlNode.expectation(expected) : hint));
            return Optional.empty();
        });
    }
}
