package dev.weir.policy;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads single values of the policy. */
final class Values {
    private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,17}");
    private static final Pattern MONEY = Pattern.compile("(?:0|[1-9][0-9]{0,11})(?:\\.[0-9]{1,6})?");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final int MICROS = 6;

    private Values() {}

    static OptionalLong whole(Place place, long least, long most) {
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

    /** Returns micro-dollars. */
    static OptionalLong money(Place place) {
        String expected = "dollars from 0 to "
                + BigDecimal.valueOf(LimitKind.MAX_MICRO_USD, MICROS)
                        .stripTrailingZeros()
                        .toPlainString() + " with at most " + MICROS + " decimals";
        Optional<String> text = place.plain(expected);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (MONEY.matcher(text.get()).matches()) {
            long micros = new BigDecimal(text.get()).movePointRight(MICROS).longValueExact();
            if (micros <= LimitKind.MAX_MICRO_USD) {
                return OptionalLong.of(micros);
            }
        }
        place.refused(expected);
        return OptionalLong.empty();
    }

    static Optional<Boolean> truth(Place place) {
        String expected = "true or false";
        return place.plain(expected).flatMap(text -> switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> place.refused(expected);
        });
    }

    static Optional<LocalDate> date(Place place) {
        String expected = "a date as in 2027-06-30";
        return place.text(expected).flatMap(text -> {
            try {
                return DATE.matcher(text).matches() ? Optional.of(LocalDate.parse(text)) : place.refused(expected);
            } catch (DateTimeException _) {
                return place.refused("a date of the calendar, as in 2027-06-30");
            }
        });
    }

    static Optional<ZoneId> zone(Place place) {
        String expected = "a time zone as in Europe/Berlin";
        return place.text(expected).flatMap(text -> {
            try {
                return Optional.of(ZoneId.of(text));
            } catch (DateTimeException _) {
                String hint = NearName.hint(text, ZoneId.getAvailableZoneIds());
                place.fault(Shown.value(text) + ": not a time zone"
                        + (hint.isEmpty() ? Place.expectation("a name as in Europe/Berlin") : hint));
                return Optional.empty();
            }
        });
    }

    /** Returns lower-case hex; a fault tells only how long the text is, as it may be a key. */
    static Optional<String> sha256(Place place) {
        return place.text("64 hex digits").flatMap(text -> {
            if (SHA256.matcher(text).matches()) {
                return Optional.of(text.toLowerCase(Locale.ROOT));
            }
            place.fault(Shown.length(text) + Place.expectation("64 hex digits"));
            return Optional.empty();
        });
    }

    /** Returns a text that is one of the names, where {@code what} says what they name. */
    static Optional<String> oneOf(Place place, String what, Collection<String> names) {
        String expected = names.isEmpty() ? "nothing, as there is none" : "one of " + String.join(", ", names);
        return place.text(expected).flatMap(text -> {
            if (names.contains(text)) {
                return Optional.of(text);
            }
            String hint = NearName.hint(text, names);
            place.fault(
                    Shown.value(text) + ": no such " + what + (hint.isEmpty() ? Place.expectation(expected) : hint));
            return Optional.empty();
        });
    }

    /** Returns whether a text is a name, and names the fault where it is not. */
    static boolean isName(Place place, String text) {
        if (Shown.isLikeKey(text)) {
            place.fault("begins as keys do: a key never stands in the policy, only its SHA-256");
            return false;
        }
        if (!Shown.NAME.matcher(text).matches()) {
            place.fault("not a name" + Place.expectation("1 to 64 of A-Z a-z 0-9 . _ @ -, a letter or digit first"));
            return false;
        }
        return true;
    }
}
