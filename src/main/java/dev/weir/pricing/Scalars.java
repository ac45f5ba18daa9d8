package dev.weir.pricing;

import dev.weir.pricing.YamlNode.Numeral;
import dev.weir.pricing.YamlNode.Text;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** Reads single values of the price table; each returns a stand-in after a fault, so that reading goes on. */
final class Scalars {
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,15})?");
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,12}");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:@/-]{1,64}");
    private static final Pattern ID_PATTERN = Pattern.compile("[A-Za-z0-9._:@/\\[\\]*-]{1,128}");
    private static final int MAX_PLACES = 6;

    private final Faults faults;

    Scalars(Faults faults) {
        this.faults = faults;
    }

    /** Reads a plain decimal number from zero to {@code max}, with at most six decimals. */
    BigDecimal decimalUpTo(int max, YamlNode node, String path) {
        return decimal(node, path, BigDecimal.ZERO, max, "a number from 0 to " + max + ", at most 6 decimals");
    }

    /** Reads a plain decimal number above zero up to {@code max}, with at most six decimals. */
    BigDecimal positiveUpTo(int max, YamlNode node, String path) {
        return decimal(
                node,
                path,
                BigDecimal.ONE.movePointLeft(MAX_PLACES),
                max,
                "a number above 0, up to " + max + ", at most 6 decimals");
    }

    private BigDecimal decimal(YamlNode node, String path, BigDecimal min, int max, String expected) {
        if (node instanceof Numeral(int _, String text) && DECIMAL.matcher(text).matches()) {
            var value = new BigDecimal(text);
            if (value.compareTo(min) >= 0
                    && value.compareTo(BigDecimal.valueOf(max)) <= 0
                    && value.stripTrailingZeros().scale() <= MAX_PLACES) {
                return value;
            }
        }
        faults.add(node, path, expected);
        return BigDecimal.ONE;
    }

    /** Reads a count of tokens, above zero. */
    long tokens(YamlNode node, String path) {
        if (node instanceof Numeral(int _, String text) && WHOLE.matcher(text).matches() && Long.parseLong(text) > 0) {
            return Long.parseLong(text);
        }
        faults.add(node, path, "a whole number above 0, at most 12 digits");
        return 1;
    }

    /** Reads a date as the instant at which it begins in UTC. */
    Instant date(YamlNode node, String path) {
        if (node instanceof Text(int _, String text) && DATE.matcher(text).matches()) {
            try {
                return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            } catch (DateTimeParseException _) {
                // Such as 2026-02-30: named below.
            }
        }
        faults.add(node, path, "a date such as 2026-10-07");
        return Instant.EPOCH;
    }

    /** Reads the id of an entry. */
    String id(YamlNode node, String path) {
        if (node instanceof Text(int _, String text) && ID.matcher(text).matches() && !text.equals(PriceTable.OTHER)) {
            return text;
        }
        faults.add(node, path, "a model id of 1 to 64 letters, digits and . _ : @ / -, not \"other\"");
        return "";
    }

    /** Reads a pattern of model ids. */
    IdPattern pattern(YamlNode node, String path) {
        if (node instanceof Text(int _, String text) && ID_PATTERN.matcher(text).matches()) {
            return new IdPattern(text);
        }
        faults.add(node, path, "a pattern of 1 to 128 letters, digits and . _ : @ / - [ ] *");
        return new IdPattern("");
    }
}
