package dev.weir.pipeline;

import dev.weir.upstream.UpstreamClient;
import dev.weir.upstream.UpstreamRequest;
import dev.weir.upstream.UpstreamResponse;
import dev.weir.upstream.keys.KeyPool;
import dev.weir.upstream.keys.KeyQuery;
import dev.weir.upstream.retry.RetryRules;
import java.time.Clock;

/** Sends requests upstream, again where that helps. */
public final class UpstreamSender {
    private final UpstreamClient client;
    private final KeyPool keys;
    private final RetryRules rules;
    private final AttemptRecorder recorder;
    private final Clock clock;

    /** Makes a sender that records every attempt and every retry. */
    public UpstreamSender(
            UpstreamClient client, KeyPool keys, RetryRules rules, AttemptRecorder recorder, Clock clock) {
        this.client = client;
        this.keys = keys;
        this.rules = rules;
        this.recorder = recorder;
        this.clock = clock;
    }

    /** Goes on with the upstream's response, whatever its status, or ends the exchange where there is none. */
    Step<UpstreamResponse> send(Exchange exchange, UpstreamRequest request, KeyQuery query) {
        return sending(exchange, request, query).begin();
    }

    /** Prepares to send a request whose response may prove to be none once its body is read. */
    Sending sending(Exchange exchange, UpstreamRequest request, KeyQuery query) {
        return new Sending(this, exchange, request, query);
    }

    UpstreamClient client() {
        return client;
    }

    KeyPool keys() {
        return keys;
    }

    RetryRules rules() {
        return rules;
    }

    AttemptRecorder recorder() {
        return recorder;
    }

    Clock clock() {
        return clock;
    }
}
