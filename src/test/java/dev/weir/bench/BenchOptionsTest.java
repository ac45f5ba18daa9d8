package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bench.BenchOptions.Destination;
import dev.weir.bench.BenchOptions.Kind;
import dev.weir.bench.BenchOptions.Parsing;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchOptionsTest {
    private static final long SEED = 42;

    @Test
    void measuresEverythingForFiveRoundsByDefault() {
        assertThat(BenchOptions.parse(List.of(), SEED))
                .isEqualTo(new Parsing.Parsed(
                        new BenchOptions(5, 30_000, 16, EnumSet.allOf(Kind.class), SEED, Destination.SCREEN_ONLY)));
    }

    @Test
    void takesEveryOption() {
        String command = "--rounds 7 --requests 9000 --connections 32 --targets weir-quotas,nginx --seed 5 --write";

        Parsing parsing = BenchOptions.parse(List.of(command.split(" ")), SEED);

        assertThat(parsing)
                .isEqualTo(new Parsing.Parsed(
                        new BenchOptions(7, 9_000, 32, Set.of(Kind.NGINX, Kind.WEIR_QUOTAS), 5, Destination.DOCS)));
    }

    @Test
    void namesTheCommandThatRepeatsARun() {
        BenchOptions options =
                new BenchOptions(7, 9_000, 32, Set.of(Kind.WEIR, Kind.NGINX), 5, Destination.SCREEN_ONLY);

        assertThat(options.command())
                .isEqualTo("./weir bench --rounds 7 --requests 9000 --connections 32 --targets nginx,weir --seed 5");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --rounds 0        | --rounds: 0 (expected: 1 to 100)
                    --requests many   | --requests: many (expected: 100 to 1000000)
                    --connections 513 | --connections: 513 (expected: 1 to 512)
                    --targets envoy   | --targets: envoy (expected: of nginx, haproxy, weir, weir-quotas, by commas)
                    --seed            | --seed needs a value
                    --fast            | unknown option: --fast
                    """)
    void namesWhatIsWrong(String arguments, String problem) {
        assertThat(BenchOptions.parse(List.of(arguments.split(" ")), SEED)).isEqualTo(new Parsing.Misused(problem));
    }

    @Test
    void helpsWhereItIsAskedTo() {
        assertThat(BenchOptions.parse(List.of("--rounds", "3", "--help"), SEED)).isEqualTo(new Parsing.Help());
    }
}
