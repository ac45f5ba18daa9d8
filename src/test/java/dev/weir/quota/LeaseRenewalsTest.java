package dev.weir.quota;

import static dev.weir.policy.LimitKind.REQUESTS_PER_MINUTE;
import static dev.weir.policy.LimitKind.USD_PER_DAY;
import static dev.weir.quota.QuotaFixture.ALL;
import static dev.weir.quota.QuotaFixture.message;
import static dev.weir.quota.QuotaFixture.plan;
import static dev.weir.quota.QuotaFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.MessageRequest;
import dev.weir.messages.MessageRequest.Fallbacks;
import dev.weir.messages.ModelPattern;
import dev.weir.messages.Provenance;
import dev.weir.messages.Usage;
import dev.weir.policy.Limit;
import dev.weir.policy.Limits;
import dev.weir.policy.ModelLimits;
import dev.weir.policy.Plan;
import dev.weir.policy.Plan.BudgetHold;
import dev.weir.policy.Plan.Mode;
import dev.weir.quota.QuotaDecision.Granted;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Open leases while their responses come. */
class LeaseRenewalsTest {
    private final QuotaFixture fixture = new QuotaFixture();

    @Test
    void renewsLeasesOlderThanAThirdInOneBatchWithWhatTheirResponsesSaid() {
        Lease silent = fixture.lease(ALL);
        Lease talking = fixture.lease(ALL);
        Usage begun = new Usage(110, 0, 0, 0, 7, 0, List.of());
        fixture.limiter.responseStarted(
                talking, () -> Future.succeededFuture(QuotaFixture.facts(Provenance.PARTIAL, 0, begun)));
        fixture.clock.advance(Duration.ofSeconds(19));
        result(fixture.limiter.renew());
        fixture.clock.advance(Duration.ofSeconds(1));

        result(fixture.limiter.renew());

        assertThat(fixture.store.renewals()).hasSize(1);
        assertThat(fixture.store.renewals().getFirst())
                .extracting(renewal -> renewal.lease() + " holds "
                        + renewal.hold()
                                .map(hold -> hold.inputTokens() + " and " + hold.outputTokens())
                                .orElse("what it did")
                        + ", charges "
                        + renewal.charge().budgetTokens())
                .containsExactlyInAnyOrder(
                        silent.id() + " holds what it did, charges 200",
                        talking.id() + " holds 110 and 100, charges 117");
        fixture.clock.advance(Duration.ofSeconds(59));
        assertThat(fixture.limits(ALL).leases()).isEqualTo(2);
    }

    @Test
    void renewsTheManyLeasesOfATeamInPartsOneAfterTheOther() {
        Plan many = plan(new Limit(REQUESTS_PER_MINUTE, 1_000));
        List<Lease> leases =
                Stream.generate(() -> fixture.lease(many)).limit(450).toList();
        fixture.clock.advance(Duration.ofSeconds(20));
        fixture.store.replyLate();

        Future<Void> renewal = fixture.limiter.renew();
        int partsBeforeTheFirstReply = fixture.store.renewals().size();
        fixture.store.heal();
        fixture.store.sendLateReplies();
        result(renewal);

        assertThat(partsBeforeTheFirstReply).isEqualTo(1);
        assertThat(fixture.store.renewals()).extracting(List::size).containsExactly(200, 200, 50);
        assertThat(leases).hasSize(450);
    }

    @Test
    void cutsABatchByTheLevelsOfItsLeasesToo() {
        List<ModelLimits> entries = IntStream.range(0, 15)
                .mapToObj(n -> new ModelLimits(
                        "entry-" + n,
                        List.of(new ModelPattern(QuotaFixture.MODEL)),
                        List.of(new Limit(REQUESTS_PER_MINUTE, 1_000))))
                .toList();
        Plan none = plan();
        Plan many = new Plan(
                none.name(),
                none.models(),
                none.deniedFeatures(),
                new Limits(List.of(), entries, List.of()),
                Limits.NONE,
                none.budgetHold(),
                none.mode());
        for (int n = 0; n < 200; n++) {
            fixture.lease(many);
        }
        fixture.clock.advance(Duration.ofSeconds(20));

        result(fixture.limiter.renew());

        assertThat(fixture.store.renewals()).extracting(List::size).containsExactly(66, 66, 66, 2);
    }

    @Test
    void tellsAtOnceOfAnInputThatIsFarFromItsEstimate() {
        Lease lease = fixture.lease(ALL);
        Usage begun = new Usage(10_101, 0, 0, 0, 1, 0, List.of());

        fixture.limiter.responseStarted(
                lease, () -> Future.succeededFuture(QuotaFixture.facts(Provenance.PARTIAL, 0, begun)));

        assertThat(fixture.held(ALL).get(1)).isEqualTo(10_101);
    }

    @Test
    void leavesASmallDifferenceToTheNextRenewal() {
        Lease lease = fixture.lease(ALL);
        Usage begun = new Usage(10_100, 0, 0, 0, 1, 0, List.of());

        fixture.limiter.responseStarted(
                lease, () -> Future.succeededFuture(QuotaFixture.facts(Provenance.PARTIAL, 0, begun)));

        assertThat(fixture.store.renewals()).isEmpty();
    }

    @Test
    void keepsTheWorstCaseOfAnotherModelThatMayStillServe() {
        Plan strict = plan(Mode.ENFORCE, BudgetHold.WORST_CASE, List.of(new Limit(USD_PER_DAY, 25_000_000)), List.of());
        MessageRequest request = message(300, 1_000);
        MessageRequest others = new MessageRequest(
                "claude-haiku-5-5",
                request.stream(),
                request.maxTokens(),
                request.userId(),
                new Fallbacks.UpstreamsChoice(),
                request.features(),
                request.size(),
                request.thinking());
        Lease lease = ((Granted) fixture.reserve(strict, others)).lease();
        List<Long> before = fixture.held(strict);
        Usage begun = new Usage(50, 0, 0, 0, 1, 0, List.of());
        fixture.limiter.responseStarted(
                lease, () -> Future.succeededFuture(QuotaFixture.facts(Provenance.PARTIAL, 0, begun)));
        fixture.clock.advance(Duration.ofSeconds(20));

        result(fixture.limiter.renew());

        assertThat(fixture.held(strict)).isEqualTo(before);
    }

    @Test
    void survivesARenewalThatFails() {
        fixture.lease(ALL);
        fixture.clock.advance(Duration.ofSeconds(20));
        fixture.store.fail();

        Future<Void> renewal = fixture.limiter.renew();

        assertThat(renewal.succeeded()).isTrue();
    }
}
