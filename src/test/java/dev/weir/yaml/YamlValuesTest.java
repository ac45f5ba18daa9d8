package dev.weir.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlValuesTest {
    private static final BigDecimal TEN = BigDecimal.TEN;

    @Test
    void readsValuesUpToTheirBounds() {
        List<Object> values = List.of(
                YamlValues.whole(node("1"), 1, 10),
                YamlValues.whole(node("10"), 1, 10),
                YamlValues.decimal(node("10.000000"), TEN, TEN, "ten"),
                YamlValues.truth(node("true")),
                YamlValues.date(node("2028-02-29")),
                YamlValues.oneOf(node("b"), "letter", List.of("a", "b")));

        assertThat(values)
                .containsExactly(
                        OptionalLong.of(1),
                        OptionalLong.of(10),
                        Optional.of(new BigDecimal("10.000000")),
                        Optional.of(true),
                        Optional.of(LocalDate.of(2028, 2, 29)),
                        Optional.of("b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "11", "-1", "1.0", "1e0", "01", "0x1", "1_0", "'5'", "five", "~", "[1]"})
    void rejectsInvalidWholeNumbers(String yaml) {
        assertThat(fault(yaml, node -> YamlValues.whole(node, 1, 10)))
                .endsWith("(expected: a whole number from 1 to 10)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "10.000001", "1.0000000", "1.", ".5", "1e0", "01", "1_0", "'5'", "five", "~", "{}"})
    void rejectsInvalidDecimals(String yaml) {
        assertThat(fault(yaml, node -> YamlValues.decimal(node, BigDecimal.ZERO, TEN, "a rate")))
                .endsWith("(expected: a rate)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "True", "'true'", "1"})
    void rejectsInvalidBooleans(String yaml) {
        assertThat(fault(yaml, YamlValues::truth)).endsWith("(expected: true or false)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2027-6-30", "20270630", "2027-06-30T00:00:00Z", "2027-02-29", "tomorrow"})
    void rejectsInvalidDates(String yaml) {
        assertThat(fault(yaml, YamlValues::date)).contains("(expected: a date ");
    }

    @Test
    void namesTheNearestNameOrAllNames() {
        assertThat(fault("plam", node -> YamlValues.oneOf(node, "plan", List.of("plan", "team"))))
                .isEqualTo("line 1, column 1: 'plam': no such plan (did you mean plan?)");
        assertThat(fault("x", node -> YamlValues.oneOf(node, "plan", List.of("plan", "team"))))
                .isEqualTo("line 1, column 1: 'x': no such plan (expected: one of plan, team)");
        assertThat(fault("x", node -> YamlValues.oneOf(node, "plan", List.of())))
                .isEqualTo("line 1, column 1: 'x': no such plan (expected: nothing, as none is defined)");
    }

    private static YamlNode node(String yaml) {
        return YamlDocuments.parse(yaml, new Faults()).orElseThrow();
    }

    private static String fault(String yaml, Function<YamlNode, ?> reading) {
        Faults faults = new Faults();
        Object value = reading.apply(YamlDocuments.parse(yaml, faults).orElseThrow());
        assertThat(value).isIn(Optional.empty(), OptionalLong.empty());
        assertThat(faults.inOrder()).hasSize(1);
        return faults.inOrder().getFirst();
    }
}
