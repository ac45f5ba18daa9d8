package dev.weir.quota;

import dev.weir.auth.Caller;
import dev.weir.auth.UserBucket;
import dev.weir.messages.AnswerFacts;
import dev.weir.messages.MessageRequest;
import io.vertx.core.Future;
import java.util.function.Supplier;

/** Admits everything: this version reads the limits of a policy and does not hold callers to them yet. */
public final class UnlimitedQuota implements QuotaLimiter {
    private final Supplier<String> ids;

    /** Makes a limiter whose leases are named by {@code ids}. */
    public UnlimitedQuota(Supplier<String> ids) {
        this.ids = ids;
    }

    @Override
    public Future<QuotaDecision> reserve(Caller caller, UserBucket user, MessageRequest request) {
        return Future.succeededFuture(new QuotaDecision.Granted(new Lease(ids.get())));
    }

    @Override
    public void settle(Lease lease, AnswerFacts used) {}
}
