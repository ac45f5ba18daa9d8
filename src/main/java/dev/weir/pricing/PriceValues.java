package dev.weir.pricing;

import dev.weir.messages.ModelPattern;
import dev.weir.yaml.YamlNode;
import dev.weir.yaml.YamlValues;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads single values that only the price table has; each is absent after a fault. */
final class PriceValues {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:@/-]{1,64}");
    private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9._:@/\\[\\]*-]{1,128}");
    private static final String DECIMALS = " with at most " + YamlValues.DECIMALS + " decimals";
    private static final BigDecimal LEAST = BigDecimal.ONE.movePointLeft(YamlValues.DECIMALS);
    private static final long MOST_TOKENS = 999_999_999_999L;

    private PriceValues() {}

    /** Returns a number from zero to {@code most}. */
    static Optional<BigDecimal> upTo(int most, YamlNode node) {
        return YamlValues.decimal(
                node, BigDecimal.ZERO, BigDecimal.valueOf(most), "a number from 0 to " + most + DECIMALS);
    }

    /** Returns a number above zero, up to {@code most}. */
    static Optional<BigDecimal> aboveZeroUpTo(int most, YamlNode node) {
        return YamlValues.decimal(
                node, LEAST, BigDecimal.valueOf(most), "a number above 0, up to " + most + "," + DECIMALS);
    }

    /** Returns a count of tokens, above zero. */
    static OptionalLong tokens(YamlNode node) {
        return YamlValues.whole(node, 1, MOST_TOKENS);
    }

    /** Returns a date as the instant at which it begins in UTC. */
    static Optional<Instant> day(YamlNode node) {
        return YamlValues.date(node)
                .map(date -> date.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    /** Returns the id of an entry. */
    static Optional<String> id(YamlNode node) {
        String expected = "a model id of 1 to 64 letters, digits and . _ : @ / -, not \"other\"";
        return node.text(expected)
                .flatMap(text -> ID.matcher(text).matches() && !text.equals(PriceTable.OTHER)
                        ? Optional.of(text)
                        : node.reject(expected));
    }

    /** Returns a pattern of model ids. */
    static Optional<ModelPattern> pattern(YamlNode node) {
        String expected = "a pattern of 1 to 128 letters, digits and . _ : @ / - [ ] *";
        return node.text(expected)
                .flatMap(text ->
                        PATTERN.matcher(text).matches() ? Optional.of(new ModelPattern(text)) : node.reject(expected));
    }
}
