package dev.weir.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NanoUsdTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.0004999, 0",
        "0.0005, 1",
        "0.0015, 2",
        "0.3, 300",
        "1000000, 1000000000",
        "9223372036854775.8074, 9223372036854775807",
        "99999999999999999999, 9223372036854775807",
        "-1, 0"
    })
    void roundsMicroDollarsHalfUpAndSaturates(BigDecimal microUsd, long nano) {
        var amount = NanoUsd.ofMicroUsd(microUsd);

        assertThat(amount).isEqualTo(new NanoUsd(nano));
    }

    @Test
    void saturatesASumThatIsTooLarge() {
        var sum = NanoUsd.MAX.plus(new NanoUsd(1));

        assertThat(sum).isEqualTo(NanoUsd.MAX);
    }

    @Test
    void addsToTheNanoDollar() {
        var sum = new NanoUsd(2_500).plus(new NanoUsd(1));

        assertThat(sum).isEqualTo(new NanoUsd(2_501));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0.000000001", "300, 0.0000003", "2500000000, 2.5", "100000000000, 100"})
    void showsDollarsWithAsFewDecimalsAsItTakes(long nano, String usd) {
        var shown = new NanoUsd(nano).toUsd().toPlainString();

        assertThat(shown).isEqualTo(usd);
    }

    @Test
    void ordersByAmount() {
        var compared = new NanoUsd(1).compareTo(new NanoUsd(2));

        assertThat(compared).isNegative();
    }

    @Test
    void rejectsAnAmountBelowZero() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NanoUsd(-1))
                .withMessage("value: -1 (expected: >= 0)");
    }
}
