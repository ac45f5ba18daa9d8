package dev.weir.tracing;

import io.vertx.core.MultiMap;
import java.time.Instant;

/** Begins the trace of each exchange. Safe for any thread. */
public interface Traces {
    /** Begins the spans of an exchange, within the trace that its headers name, if they do. */
    ExchangeTrace begin(MultiMap headers, Instant startedAt);

    /** Sends what is left, for at most some seconds; blocks. */
    void close();

    /** Returns traces of which there are none. */
    static Traces off() {
        return new Traces() {
            @Override
            public ExchangeTrace begin(MultiMap headers, Instant startedAt) {
                return NoTrace.INSTANCE;
            }

            @Override
            public void close() {}
        };
    }
}
