package dev.weir.quota;

import static dev.weir.policy.LimitKind.REQUESTS_PER_DAY;
import static dev.weir.policy.LimitKind.SESSION_USD;
import static dev.weir.policy.LimitKind.TOKENS_PER_DAY;
import static dev.weir.policy.LimitKind.TOKENS_PER_WEEK;
import static dev.weir.quota.QuotaFixture.caller;
import static dev.weir.quota.QuotaFixture.result;
import static dev.weir.quota.QuotaFixture.used;
import static dev.weir.quota.QuotaFixture.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.ErrorType;
import dev.weir.messages.InputSize;
import dev.weir.messages.MessageRequest;
import dev.weir.messages.MessageRequest.Fallbacks;
import dev.weir.messages.ModelPattern;
import dev.weir.messages.Provenance;
import dev.weir.messages.Usage;
import dev.weir.messages.Usage.Iteration;
import dev.weir.policy.Limit;
import dev.weir.policy.Limits;
import dev.weir.policy.ModelLimits;
import dev.weir.policy.Plan;
import dev.weir.policy.Plan.BudgetHold;
import dev.weir.policy.Plan.Mode;
import dev.weir.policy.Thresholds;
import dev.weir.quota.ChargeBasis.Responded;
import dev.weir.quota.QuotaDecision.Denied;
import dev.weir.quota.QuotaDecision.Granted;
import dev.weir.quota.QuotaDecision.NeverAllowed;
import dev.weir.quota.store.LimitState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Limits of models and sessions, and thresholds, from the reservation to the settlement. */
class ModelLimitsTest {
    private static final String OPUS = "claude-opus-4-6";
    private static final String SONNET = QuotaFixture.MODEL;
    private static final String HAIKU = "claude-haiku-4-5";
    private static final Limit DAILY = new Limit(TOKENS_PER_DAY, 10_000);
    private static final Plan PLAN = plan(
            List.of(DAILY),
            entry("opus", "claude-opus-*", new Limit(TOKENS_PER_WEEK, 1_000), new Limit(REQUESTS_PER_DAY, 2)),
            entry("sonnet", "claude-sonnet-*", new Limit(TOKENS_PER_WEEK, 5_000)));

    private final QuotaFixture fixture = new QuotaFixture();

    @Test
    void countsARequestAtThePlainLimitsAndAtTheEntryOfItsModel() {
        Lease lease = lease(request(PLAN, OPUS));

        fixture.limiter.settle(lease, usedBy(OPUS, 120, 30));

        assertThat(usedOf(PLAN))
                .containsEntry("user/tokens-per-day", 150L)
                .containsEntry("user/per-model[opus]/tokens-per-week", 150L)
                .containsEntry("user/per-model[opus]/requests-per-day", 1L)
                .containsEntry("user/per-model[sonnet]/tokens-per-week", 0L);
    }

    @Test
    void findsTheEntryOfAnAliasByThePriceTable() {
        Plan plan = plan(List.of(), entry("sonnet", SONNET, new Limit(TOKENS_PER_WEEK, 5_000)));
        String alias = SONNET + "-20260101";
        assertThat(QuotaFixture.PRICES.label(Optional.of(alias))).isEqualTo(SONNET);

        Lease lease = lease(request(plan, alias));
        fixture.limiter.settle(lease, used(120, 30));

        assertThat(usedOf(plan)).containsEntry("user/per-model[sonnet]/tokens-per-week", 150L);
    }

    @Test
    void findsTheEntryOfADatedIdForItsAlias() {
        Plan plan = plan(
                List.of(),
                entry("dated", SONNET + "-20260101", new Limit(TOKENS_PER_WEEK, 5_000)),
                entry("other", OPUS + "-20260101", new Limit(TOKENS_PER_WEEK, 5_000)));

        Lease lease = lease(request(plan, SONNET));
        fixture.limiter.settle(lease, used(120, 30));

        assertThat(usedOf(plan))
                .containsEntry("user/per-model[dated]/tokens-per-week", 150L)
                .containsEntry("user/per-model[other]/tokens-per-week", 0L);
    }

    @Test
    void doesNotAskRedisForAModelThatNothingLimits() {
        Plan plan = plan(List.of(), entry("opus", "claude-opus-*", new Limit(TOKENS_PER_WEEK, 1_000)));

        QuotaDecision decision = reserve(request(plan, HAIKU));

        assertThat(decision)
                .isInstanceOfSatisfying(
                        Granted.class, granted -> assertThat(granted.lease()).isInstanceOf(FreeLease.class));
        assertThat(fixture.meter.scripts).isEmpty();
    }

    @Test
    void chargesEachEntryTheStepsOfItsModelsAndOthersToTheModelAskedFor() {
        Lease lease = lease(request(PLAN, OPUS, SONNET));
        Usage usage = new Usage(
                600, 0, 0, 0, 60, 0, List.of(step(OPUS, 100, 10), step(SONNET, 200, 20), step(HAIKU, 300, 30)));

        fixture.limiter.settle(lease, new Responded(QuotaFixture.facts(Provenance.EXACT, 0, usage)));

        assertThat(usedOf(PLAN))
                .containsEntry("user/tokens-per-day", 660L)
                .containsEntry("user/per-model[opus]/tokens-per-week", 440L)
                .containsEntry("user/per-model[sonnet]/tokens-per-week", 220L)
                .containsEntry("user/per-model[opus]/requests-per-day", 1L);
    }

    @Test
    void holdsAtEveryEntryThatMayServeAndReleasesWhatDidNot() {
        Lease lease = lease(request(PLAN, OPUS, SONNET));
        Map<String, Long> held = states(PLAN).stream().collect(Collectors.toMap(LimitState::name, LimitState::held));

        fixture.limiter.settle(lease, usedBy(OPUS, 100, 10));

        assertThat(held.get("user/per-model[opus]/tokens-per-week")).isPositive();
        assertThat(held.get("user/per-model[sonnet]/tokens-per-week")).isPositive();
        assertThat(states(PLAN)).allMatch(state -> state.held() == 0);
        assertThat(usedOf(PLAN)).containsEntry("user/per-model[sonnet]/tokens-per-week", 0L);
    }

    @Test
    void chargesAnEntryWhoseModelServedWithoutBeingAskedFor() {
        Lease lease = lease(request(PLAN, HAIKU));

        fixture.limiter.settle(lease, usedBy(OPUS, 100, 10));

        assertThat(usedOf(PLAN))
                .containsEntry("user/per-model[opus]/tokens-per-week", 110L)
                .containsEntry("user/per-model[opus]/requests-per-day", 0L)
                .containsEntry("user/tokens-per-day", 110L);
    }

    @Test
    void rejectsByTheEntryWhileOtherModelsGoOn() {
        fixture.limiter.settle(lease(request(PLAN, OPUS)), usedBy(OPUS, 900, 100));

        QuotaDecision opus = reserve(request(PLAN, OPUS));
        QuotaDecision sonnet = reserve(request(PLAN, SONNET));

        assertThat(opus).isInstanceOfSatisfying(Denied.class, denied -> {
            assertThat(denied.headers())
                    .containsEntry("x-weir-limit", "user/per-model[opus]/tokens-per-week")
                    .containsEntry("anthropic-ratelimit-unified-overage-period", "weekly");
            assertThat(denied.message()).startsWith("The limit user/per-model[opus]/tokens-per-week has no room");
        });
        assertThat(sonnet).isInstanceOf(Granted.class);
        assertThat(fixture.meter.decisions).contains("search denied user/per-model[opus]/tokens-per-week");
    }

    @Test
    void neverAllowsWhatALimitOfZeroOnAModelCounts() {
        Plan plan = plan(List.of(DAILY), entry("opus", "claude-opus-*", new Limit(TOKENS_PER_WEEK, 0)));

        QuotaDecision opus = reserve(request(plan, OPUS));

        assertThat(opus)
                .isInstanceOfSatisfying(
                        NeverAllowed.class,
                        never -> assertThat(never.why().limit()).contains("user/per-model[opus]/tokens-per-week"));
        assertThat(reserve(request(plan, SONNET))).isInstanceOf(Granted.class);
    }

    @Test
    void stopsASessionInItsOwnWordsWhileAnotherGoesOn() {
        Plan plan = new Plan(
                "developer",
                Optional.empty(),
                Set.of(),
                new Limits(List.of(DAILY), List.of(), List.of(new Limit(SESSION_USD, 1_000))),
                Limits.NONE,
                BudgetHold.EXPECTED,
                Mode.ENFORCE,
                Thresholds.of(List.of(50)));
        fixture.limiter.settle(lease(ofSession(plan, Optional.of("one"))), used(500, 100));

        QuotaDecision looping = reserve(ofSession(plan, Optional.of("one")));
        QuotaDecision other = reserve(ofSession(plan, Optional.of("two")));
        QuotaDecision without = reserve(ofSession(plan, Optional.empty()));

        assertThat(looping).isInstanceOfSatisfying(Denied.class, denied -> {
            assertThat(denied.type()).isEqualTo(ErrorType.BILLING);
            assertThat(denied.message()).contains("user/session/usd", "Start a new session");
            assertThat(denied.headers())
                    .containsEntry("x-should-retry", "false")
                    .containsEntry("retry-after", "86400")
                    .containsEntry("x-weir-limit", "user/session/usd");
            assertThat(denied.headers().keySet()).noneMatch(name -> name.contains("unified"));
        });
        assertThat(other).isInstanceOf(Granted.class);
        assertThat(without).isInstanceOf(Granted.class);
        assertThat(fixture.meter.reached).isEmpty();
    }

    @Test
    void tellsAThresholdOnceThoughTheReplyComesLateAndTheSettlementIsRepeated() {
        Plan plan = new Plan(
                "developer",
                Optional.empty(),
                Set.of(),
                new Limits(List.of(DAILY)),
                Limits.NONE,
                BudgetHold.EXPECTED,
                Mode.ENFORCE,
                Thresholds.of(List.of(50, 95)));
        Lease lease = lease(request(plan, SONNET));
        fixture.store.replyLate();
        fixture.limiter.settle(lease, used(5_000, 100));
        QuotaFixture.until(() -> fixture.limiter.unsettled() > 0);
        fixture.store.heal();
        fixture.recover();
        fixture.store.sendLateReplies();

        QuotaFixture.until(() -> fixture.limiter.unsettled() == 0);

        assertThat(fixture.meter.reached).containsExactly("user/tokens-per-day 50");
    }

    private static ModelLimits entry(String name, String pattern, Limit... limits) {
        return new ModelLimits(name, List.of(new ModelPattern(pattern)), List.of(limits));
    }

    private static Plan plan(List<Limit> all, ModelLimits... entries) {
        return new Plan(
                "developer",
                Optional.empty(),
                Set.of(),
                new Limits(all, List.of(entries), List.of()),
                Limits.NONE,
                BudgetHold.EXPECTED,
                Mode.ENFORCE);
    }

    private static ChargeBasis usedBy(String model, long input, long output) {
        Usage usage = new Usage(input, 0, 0, 0, output, 0, List.of(step(model, input, output)));
        return new Responded(QuotaFixture.facts(Provenance.EXACT, 0, usage));
    }

    private static Iteration step(String model, long input, long output) {
        return new Iteration(Optional.of(model), input, 0, 0, 0, output);
    }

    private QuotaRequest request(Plan plan, String model, String... fallbacks) {
        MessageRequest message = new MessageRequest(
                model,
                true,
                OptionalLong.of(100),
                Optional.empty(),
                new Fallbacks.Models(List.of(fallbacks)),
                Set.of(),
                new InputSize(300, 0, 0, 0),
                false);
        return new QuotaRequest(caller(plan), user("u-1"), plan, message, Optional.empty(), fixture.clock.instant());
    }

    private QuotaRequest ofSession(Plan plan, Optional<String> session) {
        QuotaRequest request = request(plan, SONNET);
        return new QuotaRequest(request.caller(), request.user(), plan, request.message(), session, request.at());
    }

    private QuotaDecision reserve(QuotaRequest request) {
        return result(fixture.limiter.reserve(request));
    }

    private Lease lease(QuotaRequest request) {
        return ((Granted) reserve(request)).lease();
    }

    private Map<String, Long> usedOf(Plan plan) {
        return states(plan).stream().collect(Collectors.toMap(LimitState::name, LimitState::used));
    }

    private List<LimitState> states(Plan plan) {
        return fixture.limits(plan).limits();
    }
}
