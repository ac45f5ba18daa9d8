package dev.weir.quota;

import static dev.weir.policy.LimitKind.COUNT_TOKENS_PER_MINUTE;
import static dev.weir.policy.LimitKind.OUTPUT_TOKENS_PER_MINUTE;
import static dev.weir.policy.LimitKind.REQUESTS_PER_MINUTE;
import static dev.weir.policy.LimitKind.TOKENS_PER_DAY;
import static dev.weir.policy.LimitKind.USD_PER_DAY;
import static dev.weir.quota.QuotaFixture.ALL;
import static dev.weir.quota.QuotaFixture.caller;
import static dev.weir.quota.QuotaFixture.message;
import static dev.weir.quota.QuotaFixture.plan;
import static dev.weir.quota.QuotaFixture.result;
import static dev.weir.quota.QuotaFixture.used;
import static dev.weir.quota.QuotaFixture.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.ErrorType;
import dev.weir.messages.MessageRequest;
import dev.weir.messages.Provenance;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.Usage;
import dev.weir.policy.Limit;
import dev.weir.policy.Plan;
import dev.weir.policy.Plan.BudgetHold;
import dev.weir.policy.Plan.Mode;
import dev.weir.quota.ChargeBasis.ClientLeft;
import dev.weir.quota.ChargeBasis.NotCharged;
import dev.weir.quota.ChargeBasis.RequestOnly;
import dev.weir.quota.ChargeBasis.Responded;
import dev.weir.quota.QuotaDecision.Denied;
import dev.weir.quota.QuotaDecision.Granted;
import dev.weir.quota.response.QuotaHeaders;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RedisQuotaLimiterTest {
    private final QuotaFixture fixture = new QuotaFixture();

    @Test
    void holdsWhatIsExpectedAtEveryLimit() {
        fixture.lease(ALL);

        // 300 bytes at 3 a token, max_tokens 100; $2 and $10 a million
        assertThat(fixture.held(ALL)).containsExactly(0L, 100L, 100L, 200L, 1_200_000L, 0L);
        assertThat(fixture.used(ALL)).containsExactly(1L, 0L, 0L, 0L, 0L, 1L);
    }

    static List<Arguments> exits() {
        Usage begun = new Usage(200, 5_000, 50, 0, 3, 0, List.of());
        return List.of(
                Arguments.of("whole response", used(120, 40), List.of(1L, 120L, 40L, 160L, 640_000L, 0L)),
                Arguments.of("429, 5xx, unreachable", new NotCharged(), List.of(0L, 0L, 0L, 0L, 0L, 0L)),
                Arguments.of("other 4xx", new RequestOnly(), List.of(1L, 0L, 0L, 0L, 0L, 0L)),
                Arguments.of(
                        "no usage: the estimate",
                        new Responded(ResponseFacts.NONE),
                        List.of(1L, 100L, 100L, 200L, 1_200_000L, 0L)),
                Arguments.of(
                        "cut: input of message_start, output by the bytes relayed",
                        new Responded(QuotaFixture.facts(Provenance.PARTIAL, 30, begun)),
                        List.of(1L, 250L, 30L, 280L, 400_000L + 500_000L + 125_000L + 300_000L, 0L)),
                Arguments.of(
                        "cut: output of the last message_delta where that is more",
                        new Responded(QuotaFixture.facts(Provenance.PARTIAL, 2, begun)),
                        List.of(1L, 250L, 3L, 253L, 400_000L + 500_000L + 125_000L + 30_000L, 0L)),
                Arguments.of(
                        "client left: output by the text received",
                        new ClientLeft(QuotaFixture.facts(Provenance.PARTIAL, 30, begun)),
                        List.of(1L, 250L, 30L, 280L, 400_000L + 500_000L + 125_000L + 300_000L, 0L)),
                Arguments.of(
                        "client left, no usage: the estimate, output by the text received where that is more",
                        new ClientLeft(ResponseFacts.NONE.withOutputOfAtLeast(5_000)),
                        List.of(1L, 100L, 5_000L, 5_100L, 200_000L + 50_000_000L, 0L)),
                Arguments.of(
                        "iterations, each at its own price",
                        new Responded(QuotaFixture.facts(
                                Provenance.EXACT,
                                0,
                                new Usage(
                                        10,
                                        0,
                                        0,
                                        0,
                                        20,
                                        0,
                                        List.of(
                                                new Usage.Iteration(Optional.of("claude-opus-5-5"), 10, 0, 0, 0, 5),
                                                new Usage.Iteration(Optional.empty(), 10, 0, 0, 0, 20))))),
                        List.of(1L, 20L, 25L, 45L, 40_000L + 100_000L + 20_000L + 200_000L, 0L)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("exits")
    void settlesEveryExitAsTheLifeCycleTableSays(String exit, ChargeBasis spending, List<Long> used) {
        Lease lease = fixture.lease(ALL);

        fixture.limiter.settle(lease, spending);

        assertThat(fixture.used(ALL)).as(exit).isEqualTo(used);
        assertThat(fixture.held(ALL)).as(exit).containsOnly(0L);
        assertThat(fixture.limits(ALL).leases()).as(exit).isZero();
    }

    @ParameterizedTest
    @CsvSource({"true, 100", "false, 30"})
    void chargesHiddenThinkingAsExpectedWhereTheClientLeft(boolean thinking, long output) {
        MessageRequest plain = QuotaFixture.message(300, 100);
        MessageRequest message = new MessageRequest(
                plain.model(),
                plain.stream(),
                plain.maxTokens(),
                plain.userId(),
                plain.fallbacks(),
                plain.features(),
                plain.size(),
                thinking);
        Lease lease = ((Granted) fixture.reserve(ALL, message)).lease();
        Usage begun = new Usage(200, 0, 0, 0, 3, 0, List.of());

        var said = fixture.limiter.settle(lease, new ClientLeft(QuotaFixture.facts(Provenance.PARTIAL, 30, begun)));

        assertThat(fixture.used(ALL)).startsWith(1L, 200L, output);
        assertThat(said.orElseThrow().outputFloor()).isEqualTo(output);
    }

    @Test
    void settlesOnce() {
        Lease lease = fixture.lease(ALL);
        fixture.limiter.settle(lease, used(120, 40));

        fixture.limiter.settle(lease, used(120, 40));

        assertThat(fixture.used(ALL)).containsExactly(1L, 120L, 40L, 160L, 640_000L, 0L);
    }

    @Test
    void asksNobodyAboutACallerWithoutLimits() {
        Plan unlimited = plan();

        QuotaDecision decision = fixture.reserve(unlimited);

        assertThat(decision)
                .isEqualTo(new Granted(new FreeLease("lease_1", Optional.of(message(300, 100))), QuotaHeaders.NONE));
        assertThat(fixture.meter.scripts).isEmpty();
        assertThat(fixture.meter.decisions).containsExactly("search granted none");
    }

    @Test
    void tellsHowTheLimitsPerMinuteStand() {
        QuotaDecision decision = fixture.reserve(ALL);

        assertThat(((Granted) decision).headers().limits())
                .containsOnly(
                        Map.entry("anthropic-ratelimit-requests-limit", "10"),
                        Map.entry("anthropic-ratelimit-requests-remaining", "9"),
                        Map.entry("anthropic-ratelimit-requests-reset", "2026-11-24T10:00:06Z"),
                        Map.entry("anthropic-ratelimit-input-tokens-limit", "100000"),
                        Map.entry("anthropic-ratelimit-input-tokens-remaining", "99900"),
                        Map.entry("anthropic-ratelimit-input-tokens-reset", "2026-11-24T10:00:00Z"),
                        Map.entry("anthropic-ratelimit-output-tokens-limit", "100000"),
                        Map.entry("anthropic-ratelimit-output-tokens-remaining", "99900"),
                        Map.entry("anthropic-ratelimit-output-tokens-reset", "2026-11-24T10:00:00Z"),
                        Map.entry("anthropic-ratelimit-tokens-limit", "100000"),
                        Map.entry("anthropic-ratelimit-tokens-remaining", "99900"),
                        Map.entry("anthropic-ratelimit-tokens-reset", "2026-11-24T10:00:00Z"));
    }

    @Test
    void deniesWhatALimitPerMinuteHasNoRoomFor() {
        Plan one = plan(new Limit(REQUESTS_PER_MINUTE, 1));
        fixture.limiter.settle(fixture.lease(one), used(1, 1));

        QuotaDecision decision = fixture.reserve(one);

        assertThat(decision)
                .isEqualTo(new Denied(
                        ErrorType.RATE_LIMIT,
                        "The limit user/requests-per-minute has no room: 1 request of 1 request used, and this "
                                + "one may need 1"
                                + " request. It has room again at 2026-11-24T10:01:00Z: wait until then. GET"
                                + " /weir/limits with the same key shows all limits and what is used.",
                        Map.of(
                                "retry-after", "60",
                                "x-weir-limit", "user/requests-per-minute",
                                "anthropic-ratelimit-requests-limit", "1",
                                "anthropic-ratelimit-requests-remaining", "0",
                                "anthropic-ratelimit-requests-reset", "2026-11-24T10:01:00Z")));
        assertThat(fixture.meter.decisions)
                .containsExactly("search granted none", "search denied user/requests-per-minute");
    }

    @Test
    void holdsTheWorstCaseWhereThePlanAsksForIt() {
        Plan strict = plan(
                Mode.ENFORCE,
                BudgetHold.WORST_CASE,
                List.of(new Limit(OUTPUT_TOKENS_PER_MINUTE, 100_000), new Limit(TOKENS_PER_DAY, 10_000_000)),
                List.of(new Limit(USD_PER_DAY, 25_000_000)));

        fixture.reserve(strict, message(300, 128_000));

        // Output as asked for. Input: a token a byte, 16 more, at the price of an hour's cache write; all served in
        // the dearest place, which is 1.1 times as much.
        assertThat(fixture.held(strict)).containsExactly(2_048L, 316L + 128_000, 316 * 4_400L + 128_000 * 11_000L);
    }

    @Test
    void admitsAnIdleUserOnceHoweverLittleIsLeft() {
        Plan small = plan(new Limit(USD_PER_DAY, 1));

        QuotaDecision first = fixture.reserve(small);
        QuotaDecision second = fixture.reserve(small);

        assertThat(first).isInstanceOf(Granted.class);
        assertThat(second).isInstanceOf(Denied.class);
    }

    @Test
    void admitsAndCountsInShadowModeAndChargesWhatWasUsed() {
        Plan shadow = plan(
                Mode.SHADOW,
                BudgetHold.EXPECTED,
                List.of(new Limit(REQUESTS_PER_MINUTE, 1), new Limit(TOKENS_PER_DAY, 1_000_000)),
                List.of());
        fixture.limiter.settle(fixture.lease(shadow), used(10, 10));

        QuotaDecision decision = fixture.reserve(shadow);
        fixture.limiter.settle(((Granted) decision).lease(), used(5, 5));

        assertThat(((Granted) decision).headers()).isEqualTo(QuotaHeaders.NONE);
        assertThat(fixture.used(shadow)).containsExactly(2L, 30L);
        assertThat(fixture.meter.decisions)
                .containsExactly("search granted none", "search shadow_denied user/requests-per-minute");
    }

    @Test
    void countsTokenCountsAgainstTheTeamAloneAndHoldsNothing() {
        Plan counted = plan(
                Mode.ENFORCE,
                BudgetHold.EXPECTED,
                List.of(new Limit(REQUESTS_PER_MINUTE, 1)),
                List.of(new Limit(COUNT_TOKENS_PER_MINUTE, 1)));

        QuotaDecision first = result(fixture.limiter.count(caller(counted), user("u-1"), counted));
        QuotaDecision second = result(fixture.limiter.count(caller(counted), user("u-2"), counted));

        assertThat(first).isInstanceOf(Granted.class);
        assertThat(second)
                .isInstanceOfSatisfying(
                        Denied.class,
                        denied -> assertThat(denied.headers())
                                .containsEntry("x-weir-limit", "team/count-tokens-per-minute"));
        assertThat(fixture.used(counted)).containsExactly(0L, 1L);
        assertThat(fixture.limits(counted).leases()).isZero();
    }

    @Test
    void showsLimitsWithoutCreatingState() {
        LimitsStatus reading = result(fixture.limiter.limits(caller(ALL), user("u-1"), ALL, Optional.empty()));

        assertThat(reading)
                .isInstanceOfSatisfying(
                        LimitsStatus.Known.class,
                        read -> assertThat(read.snapshot().limits())
                                .extracting(state -> state.remaining())
                                .containsExactly(10L, 100_000L, 100_000L, 1_000_000L, 25_000_000_000L, 5L));
    }

    @Test
    void saysThatLimitsCannotBeReadWithoutRedis() {
        fixture.store.fail();

        LimitsStatus reading = result(fixture.limiter.limits(caller(ALL), user("u-1"), ALL, Optional.empty()));

        assertThat(reading).isEqualTo(new LimitsStatus.Unknown());
    }
}
