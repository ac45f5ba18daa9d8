package dev.weir.policy;

import dev.weir.messages.ModelPattern;
import dev.weir.yaml.NearName;
import dev.weir.yaml.SafeText;
import dev.weir.yaml.YamlNode;
import dev.weir.yaml.YamlValues;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads single values that only the policy has. */
final class PolicyValues {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern MODEL = Pattern.compile("[!-~]{1,256}");
    private static final int MICROS = 6;
    private static final BigDecimal MOST_USD = BigDecimal.valueOf(LimitKind.MAX_MICRO_USD, MICROS);

    private PolicyValues() {}

    /** Returns micro-dollars. */
    static OptionalLong money(YamlNode node) {
        String expected = "dollars from 0 to " + MOST_USD.stripTrailingZeros().toPlainString() + " with at most "
                + MICROS + " decimals";
        return YamlValues.decimal(node, BigDecimal.ZERO, MOST_USD, expected)
                .map(usd -> OptionalLong.of(usd.movePointRight(MICROS).longValueExact()))
                .orElse(OptionalLong.empty());
    }

    /** Returns patterns of models. */
    static List<ModelPattern> models(List<YamlNode> items) {
        return items.stream().flatMap(item -> model(item).stream()).toList();
    }

    private static Optional<ModelPattern> model(YamlNode node) {
        String expected = "a pattern as in claude-*, up to 256 visible ASCII characters";
        return node.text(expected)
                .flatMap(text ->
                        MODEL.matcher(text).matches() ? Optional.of(new ModelPattern(text)) : node.reject(expected));
    }

    static Optional<ZoneId> zone(YamlNode node) {
        String expected = "a time zone as in Europe/Berlin";
        return node.text(expected).flatMap(text -> {
            try {
                return Optional.of(ZoneId.of(text));
            } catch (DateTimeException _) {
                String hint = NearName.hint(text, ZoneId.getAvailableZoneIds());
                node.fault(SafeText.value(text) + ": not a time zone"
                        + (hint.isEmpty() ? YamlNode.expectation("a name as in Europe/Berlin") : hint));
                return Optional.empty();
            }
        });
    }

    /** Returns lower-case hex; a fault shows only the length of the text, which may be a key. */
    static Optional<String> sha256(YamlNode node) {
        return node.text("SHA-256 of the key, 64 hex digits").flatMap(text -> {
            if (SHA256.matcher(text).matches()) {
                return Optional.of(text.toLowerCase(Locale.ROOT));
            }
            node.fault(SafeText.length(text) + YamlNode.expectation("SHA-256 of the key, 64 hex digits"));
            return Optional.empty();
        });
    }

    /** Returns whether a text is a valid name; an invalid one becomes a fault. */
    static boolean isName(YamlNode node, String text) {
        if (SafeText.isLikeKey(text)) {
            node.fault("begins like a key: the policy holds only the SHA-256 of a key");
            return false;
        }
        if (!SafeText.isName(text)) {
            node.fault("not a name" + YamlNode.expectation("1 to 64 of A-Z a-z 0-9 . _ @ -, a letter or digit first"));
            return false;
        }
        return true;
    }
}
