package dev.weir.pipeline;

import dev.weir.auth.Caller;
import dev.weir.auth.Identity;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.Usage;
import dev.weir.policy.Plan;
import dev.weir.quota.ChargeBasis;
import dev.weir.quota.FreeLease;
import dev.weir.quota.Lease;
import dev.weir.quota.LimitsStatus;
import dev.weir.quota.QuotaDecision;
import dev.weir.quota.QuotaLimiter;
import dev.weir.quota.QuotaRequest;
import dev.weir.quota.response.QuotaHeaders;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Grants as a test says, and keeps what was granted and settled. */
final class CountingQuota implements QuotaLimiter {
    static final QuotaHeaders HEADERS = new QuotaHeaders(
            Map.of("anthropic-ratelimit-requests-limit", "50"),
            Map.of("anthropic-ratelimit-unified-status", "allowed_warning"));

    /** What a response is taken to have used that does not say it. */
    static final Usage ESTIMATE = new Usage(11, 22, 0, 0, 33, 0, List.of());

    final List<Lease> granted = new CopyOnWriteArrayList<>();
    final List<Lease> settled = new CopyOnWriteArrayList<>();
    final List<ResponseFacts> used = new CopyOnWriteArrayList<>();
    final List<ResponseFacts> begun = new CopyOnWriteArrayList<>();
    final List<ChargeBasis> spent = new CopyOnWriteArrayList<>();
    Supplier<Future<QuotaDecision>> decision = this::grant;

    Future<QuotaDecision> grant() {
        Lease lease = new FreeLease("lease_" + granted.size(), Optional.empty());
        granted.add(lease);
        return Future.succeededFuture(new QuotaDecision.Granted(lease, HEADERS));
    }

    @Override
    public Future<QuotaDecision> reserve(QuotaRequest request) {
        return decision.get();
    }

    @Override
    public Future<QuotaDecision> count(Caller caller, Identity user, Plan plan) {
        return Future.succeededFuture(
                new QuotaDecision.Granted(new FreeLease("uncounted", Optional.empty()), QuotaHeaders.NONE));
    }

    @Override
    public void responseStarted(Lease lease, Supplier<Future<ResponseFacts>> progress) {
        progress.get().onSuccess(begun::add);
    }

    @Override
    public Optional<ResponseFacts> settle(Lease lease, ChargeBasis basis) {
        settled.add(lease);
        spent.add(basis);
        Optional<ResponseFacts> said = said(basis);
        used.add(said.orElse(ResponseFacts.NONE));
        return said.map(facts -> facts.usage().isPresent() ? facts : facts.estimated(ESTIMATE));
    }

    private static Optional<ResponseFacts> said(ChargeBasis basis) {
        return switch (basis) {
            case ChargeBasis.Responded(ResponseFacts facts) -> Optional.of(facts);
            case ChargeBasis.ClientLeft(ResponseFacts facts) -> Optional.of(facts);
            case ChargeBasis.NotCharged(), ChargeBasis.RequestOnly() -> Optional.empty();
        };
    }

    @Override
    public Future<LimitsStatus> limits(Caller caller, Identity user, Plan plan, Optional<String> session) {
        return Future.succeededFuture(new LimitsStatus.Unknown());
    }
}
