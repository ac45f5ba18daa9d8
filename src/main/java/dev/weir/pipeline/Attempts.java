package dev.weir.pipeline;

import dev.weir.upstream.UpstreamAttempt;
import java.util.Optional;
import java.util.OptionalLong;

/** The attempts of one exchange at an upstream. Used on one event loop only. */
final class Attempts {
    private Optional<UpstreamAttempt> last = Optional.empty();
    private int count;

    void begun(UpstreamAttempt attempt) {
        last = Optional.of(attempt);
        count++;
    }

    /** Returns how many there were. */
    int count() {
        return count;
    }

    /** Returns how long the last one waited for a connection; absent where it got none. */
    OptionalLong connectNanos() {
        return last.map(UpstreamAttempt::connectNanos).orElseGet(OptionalLong::empty);
    }

    /** Returns whether an upstream may have seen the request. */
    boolean mayHaveArrived() {
        return connectNanos().isPresent();
    }
}
