package dev.weir.pipeline;

import dev.weir.messages.ResponseFacts;
import dev.weir.pipeline.Ending.Relayed;
import dev.weir.quota.QuotaLimiter;
import dev.weir.relay.RelayEnd;
import dev.weir.relay.RelayListener;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/** Tells the limits how far the upstream's answer has come, and has the lease given back before the client knows the end. */
record RelayProgress(Exchange exchange, int status, QuotaLimiter quota, Conclusion conclusion)
        implements RelayListener {
    @Override
    public void begun(Supplier<ResponseFacts> facts) {
        exchange.letBodyGo();
        exchange.lease()
                .ifPresent(lease -> quota.begun(lease, () -> {
                    Promise<ResponseFacts> asked = Promise.promise();
                    exchange.call().timers().soon(() -> asked.complete(facts.get()));
                    return asked.future();
                }));
    }

    @Override
    public void ending(RelayEnd end) {
        conclusion.settle(exchange, new Relayed(status, end));
    }

    @Override
    public void interruptible(Runnable interrupt) {
        exchange.onInterrupt(interrupt);
    }
}
