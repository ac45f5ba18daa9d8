package dev.weir.pipeline;

import dev.weir.messages.ResponseFacts;
import dev.weir.quota.ChargeBasis;
import dev.weir.quota.Lease;
import dev.weir.quota.QuotaLimiter;
import dev.weir.quota.response.QuotaHeaders;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What an exchange holds of the caller's limits until it is settled, which happens once. Used on one event loop only.
 */
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

    /** Returns what the response tells the caller of its quota. */
    QuotaHeaders headers() {
        return headers;
    }

    /** Says that the response has begun; {@code progress} returns what it has said of itself when it is asked. */
    void responseBegun(Supplier<Future<ResponseFacts>> progress) {
        quota.responseStarted(lease, progress);
    }

    /** Replaces the reservation by what was used; does nothing the second time. Waits for nothing. */
    void settle(ChargeBasis spending) {
        if (!isSettled) {
            isSettled = true;
            charged = quota.settle(lease, spending);
        }
    }

    /** Returns what the response is taken to have said; absent where nothing was charged by it. */
    Optional<ResponseFacts> charged() {
        return charged;
    }
}
