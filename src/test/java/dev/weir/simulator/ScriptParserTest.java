package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.ScriptReading.Misread;
import dev.weir.simulator.ScriptReading.Understood;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScriptParserTest {
    @Test
    void readsClausesInTheirOrder() {
        ScriptReading reading = ScriptParser.parse(" status=429 ; kind=spend-limit;first-byte-delay=2s;no-pings; ");

        assertThat(reading)
                .isEqualTo(new Understood(new SimulationScript(
                        " status=429 ; kind=spend-limit;first-byte-delay=2s;no-pings; ",
                        List.of(
                                new SimulatedFault.Status(429),
                                new SimulatedFault.OfKind(ErrorKind.SPEND_LIMIT),
                                new SimulatedFault.FirstByteDelay(Duration.ofSeconds(2)),
                                new SimulatedFault.Pings(0)))));
    }

    @Test
    void splitsNeitherInStringsNorInBraces() {
        ScriptReading reading = ScriptParser.parse("text=\"a;\\\"b;\";input={\"x\":{\"y\":\";}\"}};tokens=1");

        assertThat(reading)
                .isInstanceOfSatisfying(
                        Understood.class,
                        understood -> assertThat(understood.script().directives())
                                .containsExactly(
                                        new Scenario.Text("a;\"b;"),
                                        new Scenario.Input(Json.read("{\"x\":{\"y\":\";}\"}}")
                                                .orElseThrow()),
                                        new Scenario.Tokens(1)));
    }

    @Test
    void isPlainWithoutClauses() {
        assertThat(ScriptParser.parse(" ; ")).isEqualTo(new Understood(SimulationScript.PLAIN));
    }

    @Test
    void usesTheLaterOfTwoClauses() {
        SimulationScript script =
                new SimulationScript("", List.of(new SimulatedFault.Status(500), new SimulatedFault.Status(529)));

        assertThat(script.find(SimulatedFault.Status.class)).contains(new SimulatedFault.Status(529));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "status=200 | x-simulate: status: \"200\" (expected: 400 to 599)",
                "times=0 | x-simulate: times: \"0\" (expected: 1 to 1000000)",
                "silence=3 | x-simulate: silence: \"3\" (expected: nothing)",
                "error-event=never | x-simulate: error-event: \"never\" (expected: first or later)",
                "first-byte-delay=2 | x-simulate: first-byte-delay: \"2\" (expected: a time such as 200ms or 2s)",
                "input=[1] | x-simulate: input: \"[1]\" (expected: a JSON object)",
            })
    void namesTheExpectedValue(String text, String message) {
        assertThat(ScriptParser.parse(text)).isEqualTo(new Misread(message));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "status=",
                "status=99999999999",
                "kind=nothing",
                "retry-after=a\tb",
                "should-retry=maybe",
                "error-code=a b",
                "stop=never",
                "thinking=0",
                "tool=a b",
                "input=",
                "text=\"open",
                "tokens=200001",
                "cut-at=-1",
                "drop=1",
                "event-delay=1h",
                "chunk=0",
                "pings=1001",
                "key=",
                "=",
                "{",
            })
    void rejectsUnknownClauses(String text) {
        assertThat(ScriptParser.parse(text)).isInstanceOf(Misread.class);
    }
}
