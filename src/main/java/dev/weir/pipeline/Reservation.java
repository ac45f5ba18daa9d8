package dev.weir.pipeline;

import dev.weir.messages.ResponseFacts;
import dev.weir.quota.ChargeBasis;
import dev.weir.quota.Lease;
import dev.weir.quota.QuotaLimiter;
import dev.weir.quota.response.QuotaHeaders;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Supplier;

/** The reservation of an exchange until it is settled, which happens once. Used on one event loop only. */
final class Reservation {
    private final QuotaLimiter quota;
    private final Lease lease;
    private final QuotaHeaders headers;
    private Optional<ResponseFacts> charged = Optional.empty();
    private boolean isSettled;

    Reservation(QuotaLimiter quota, Lease lease, QuotaHeaders headers) {
        this.quota = quota;
        this.lease = lease;
        this.headers = headers;
    }

    /** Returns the headers by which the response shows the caller's limits. */
    QuotaHeaders headers() {
        return headers;
    }

    /** Notes that the response has begun; {@code progress} returns its facts so far. */
    void responseBegun(Supplier<Future<ResponseFacts>> progress) {
        quota.responseStarted(lease, progress);
    }

    /** Replaces the reservation by the actual usage; does nothing the second time. Waits for nothing. */
    void settle(ChargeBasis spending) {
        if (!isSettled) {
            isSettled = true;
            charged = quota.settle(lease, spending);
        }
    }

    /** Returns the facts of the response that were charged; absent where nothing was charged by it. */
    Optional<ResponseFacts> charged() {
        return charged;
    }
}
