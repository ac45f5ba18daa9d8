package dev.weir.pipeline;

import dev.weir.metering.UsageRecord.Sent;
import dev.weir.upstream.UpstreamAttempt;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** The attempts of one exchange at an upstream. Used on one event loop only. */
final class Attempts {
    private Optional<UpstreamAttempt> last = Optional.empty();
    private int count;
    private boolean underWay;
    private Duration waited = Duration.ZERO;

    void begun(UpstreamAttempt attempt) {
        last = Optional.of(attempt);
        count++;
        underWay = true;
    }

    /** Notes that the last one came to nothing that is charged. */
    void failed() {
        underWay = false;
    }

    /** Notes a wait between two of them. */
    void waited(Duration time) {
        waited = waited.plus(time);
    }

    /** Returns what was sent, for the record. */
    Sent sent() {
        return new Sent(
                count, last.map(UpstreamAttempt::upstreamName), last.map(UpstreamAttempt::keyName), waited.toNanos());
    }

    /** Returns how long the last one waited for a connection; absent where it got none. */
    OptionalLong connectNanos() {
        return last.map(UpstreamAttempt::connectNanos).orElseGet(OptionalLong::empty);
    }

    /** Returns whether an upstream may have seen the request. */
    boolean mayHaveArrived() {
        return underWay && connectNanos().isPresent();
    }
}
