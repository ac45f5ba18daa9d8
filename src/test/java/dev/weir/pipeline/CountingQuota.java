package dev.weir.pipeline;

import dev.weir.auth.Caller;
import dev.weir.auth.UserBucket;
import dev.weir.messages.AnswerFacts;
import dev.weir.messages.MessageRequest;
import dev.weir.quota.Lease;
import dev.weir.quota.QuotaDecision;
import dev.weir.quota.QuotaLimiter;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Grants as a test says, and keeps what was granted and settled. */
final class CountingQuota implements QuotaLimiter {
    final List<Lease> granted = new CopyOnWriteArrayList<>();
    final List<Lease> settled = new CopyOnWriteArrayList<>();
    final List<AnswerFacts> used = new CopyOnWriteArrayList<>();
    Supplier<Future<QuotaDecision>> decision = this::grant;

    Future<QuotaDecision> grant() {
        Lease lease = new Lease("lease_" + granted.size());
        granted.add(lease);
        return Future.succeededFuture(new QuotaDecision.Granted(lease));
    }

    @Override
    public Future<QuotaDecision> reserve(Caller caller, UserBucket user, MessageRequest request) {
        return decision.get();
    }

    @Override
    public void settle(Lease lease, AnswerFacts facts) {
        settled.add(lease);
        used.add(facts);
    }
}
