package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PromptCacheTest {
    private static final String MODEL = "claude-sonnet-5";
    private static final int BLOCK = 1002;

    private final MovableClock clock = new MovableClock();
    private final PromptCache cache = new PromptCache(clock);

    @Test
    void writesAPrefixOnceAndThenReadsIt() {
        Prompt prompt = prompt("m", "a", "b5m", "c");

        SimulatedUsage first = cache.use(MODEL, prompt);
        SimulatedUsage second = cache.use(MODEL, prompt);

        assertThat(first).isEqualTo(new SimulatedUsage(BLOCK, 2 * BLOCK, 0, 0, 0));
        assertThat(second).isEqualTo(new SimulatedUsage(BLOCK, 0, 0, 2 * BLOCK, 0));
    }

    @Test
    void readsThePrefixOfALongerPrompt() {
        cache.use(MODEL, prompt("m", "a", "b5m"));

        SimulatedUsage longer = cache.use(MODEL, prompt("m", "a", "b", "c5m"));

        assertThat(longer).isEqualTo(new SimulatedUsage(0, BLOCK, 0, 2 * BLOCK, 0));
    }

    @Test
    void splitsWritesByTheirLifetime() {
        SimulatedUsage usage = cache.use(MODEL, prompt("m", "a", "b1h", "c5m", "d"));

        assertThat(usage).isEqualTo(new SimulatedUsage(BLOCK, BLOCK, 2 * BLOCK, 0, 0));
    }

    @Test
    void forgetsAfterFiveMinutesWithoutARead() {
        Prompt prompt = prompt("m", "a", "b5m");
        cache.use(MODEL, prompt);
        clock.advance(Duration.ofMinutes(4));
        cache.use(MODEL, prompt);
        clock.advance(Duration.ofMinutes(4));
        SimulatedUsage renewed = cache.use(MODEL, prompt);
        clock.advance(Duration.ofMinutes(5));

        SimulatedUsage expired = cache.use(MODEL, prompt);

        assertThat(renewed.cacheRead()).isEqualTo(2 * BLOCK);
        assertThat(expired).isEqualTo(new SimulatedUsage(0, 2 * BLOCK, 0, 0, 0));
    }

    @Test
    void renewsAPrefixThatIsReadWithoutABreakpointOfItsOwn() {
        cache.use(MODEL, prompt("m", "a", "b5m"));
        clock.advance(Duration.ofMinutes(4));
        cache.use(MODEL, prompt("m", "a", "b", "c5m"));
        clock.advance(Duration.ofMinutes(4));

        SimulatedUsage usage = cache.use(MODEL, prompt("m", "a", "b", "d5m"));

        assertThat(usage.cacheRead()).isEqualTo(2 * BLOCK);
    }

    @Test
    void keepsOneHourPrefixesForAnHour() {
        Prompt prompt = prompt("m", "a", "b1h");
        cache.use(MODEL, prompt);
        clock.advance(Duration.ofMinutes(59));

        SimulatedUsage usage = cache.use(MODEL, prompt);

        assertThat(usage.cacheRead()).isEqualTo(2 * BLOCK);
    }

    @ParameterizedTest
    @CsvSource({"20, 2004", "21, 0"})
    void looksBackAtMostTwentyBlocks(int breakpoint, int read) {
        String[] blocks = new String[breakpoint + 1];
        Arrays.fill(blocks, "x");
        blocks[0] = "a";
        blocks[1] = "b";
        blocks[breakpoint] = "x5m";
        cache.use(MODEL, prompt("m", "a", "b5m"));

        SimulatedUsage usage = cache.use(MODEL, prompt("m", blocks));

        assertThat(usage.cacheRead()).isEqualTo(read);
    }

    @Test
    void doesNotCacheBelowTheModelsMinimum() {
        SimulatedUsage usage = cache.use(MODEL, prompt("m", "a5m", "b"));

        assertThat(usage).isEqualTo(new SimulatedUsage(2 * BLOCK, 0, 0, 0, 0));
    }

    @Test
    void doesNotShareBetweenModels() {
        cache.use(MODEL, prompt("m", "a", "b5m"));

        SimulatedUsage other = cache.use("claude-sonnet-4-6", prompt("m", "a", "b5m"));

        assertThat(other.cacheRead()).isZero();
    }

    @Test
    void cachesTheWholePromptOnRequest() {
        ObjectNode body = body("m", "a", "b");
        body.putObject("cache_control").put("type", "ephemeral");

        SimulatedUsage usage = cache.use(MODEL, Prompt.of(body));

        assertThat(usage).isEqualTo(new SimulatedUsage(0, 2 * BLOCK, 0, 0, 0));
    }

    /** Blocks of about a thousand tokens; what ends with a lifetime is a breakpoint. */
    private static Prompt prompt(String role, String... blocks) {
        return Prompt.of(body(role, blocks));
    }

    private static ObjectNode body(String role, String... blocks) {
        ObjectNode body = Json.object();
        ArrayNode content =
                body.putArray("messages").addObject().put("role", role).putArray("content");
        for (String name : blocks) {
            ObjectNode block = content.addObject().put("type", "text");
            block.put("text", name.substring(0, 1).repeat(4 * BLOCK - 13));
            if (name.length() > 1) {
                block.putObject("cache_control").put("type", "ephemeral").put("ttl", name.substring(1));
            }
        }
        return body;
    }
}
