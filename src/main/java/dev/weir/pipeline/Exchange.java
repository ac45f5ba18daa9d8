package dev.weir.pipeline;

import dev.weir.auth.Caller;
import dev.weir.auth.Identity;
import dev.weir.body.Body;
import dev.weir.messages.MessageRequest;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.Usage;
import dev.weir.metering.UsageRecord;
import dev.weir.metering.UsageRecord.Times;
import dev.weir.quota.Lease;
import dev.weir.quota.QuotaHeaders;
import dev.weir.relay.RelayEnd.Traffic;
import dev.weir.upstream.UpstreamAttempt;
import java.time.Instant;
import java.util.Optional;

/** What is known of one exchange so far; each stage adds its part. Used on one event loop only. */
final class Exchange {
    private static final long NOT_REACHED = -1;

    private final ClientRequest call;
    private final Instant startedAt;
    private final long startNanos;
    private boolean admitted;
    private boolean interrupted;
    private Runnable whenInterrupted = () -> {};
    private Optional<Caller> caller = Optional.empty();
    private Optional<Identity> user = Optional.empty();
    private Optional<MessageRequest> request = Optional.empty();
    private Optional<Body> body = Optional.empty();
    private Optional<Lease> lease = Optional.empty();
    private QuotaHeaders quotaHeaders = QuotaHeaders.NONE;
    private Optional<Usage> estimate = Optional.empty();
    private Optional<UpstreamAttempt> attempt = Optional.empty();
    private int attempts;
    private Optional<String> upstreamRequestId = Optional.empty();
    private long authNanos = NOT_REACHED;
    private long readNanos = NOT_REACHED;
    private long quotaNanos = NOT_REACHED;

    Exchange(ClientRequest call, Instant startedAt) {
        this.call = call;
        this.startedAt = startedAt;
        this.startNanos = call.timers().nanos();
    }

    ClientRequest call() {
        return call;
    }

    /** Returns when the request's head had arrived. */
    Instant startedAt() {
        return startedAt;
    }

    /** Returns whether the exchange counts as in flight. */
    boolean isAdmitted() {
        return admitted;
    }

    Optional<Caller> caller() {
        return caller;
    }

    Optional<Identity> user() {
        return user;
    }

    Optional<MessageRequest> request() {
        return request;
    }

    Optional<Body> body() {
        return body;
    }

    Optional<Lease> lease() {
        return lease;
    }

    /** Returns the lease for the one who settles it; nobody gets it afterwards. */
    Optional<Lease> takeLease() {
        Optional<Lease> taken = lease;
        lease = Optional.empty();
        return taken;
    }

    /** Returns how many requests were sent upstream. */
    int attempts() {
        return attempts;
    }

    /** Returns what the answer tells the caller of its quota. */
    QuotaHeaders quotaHeaders() {
        return quotaHeaders;
    }

    /** Returns whether an upstream may have seen the request. */
    boolean mayHaveArrived() {
        return attempt.map(sent -> sent.connectNanos() != NOT_REACHED).orElse(false);
    }

    Optional<String> upstreamRequestId() {
        return upstreamRequestId;
    }

    /** Returns whether Weir ends and will not wait for this exchange. */
    boolean isInterrupted() {
        return interrupted;
    }

    /** Lets {@code handler} bring the exchange to its end when it is interrupted; replaces the handler set before. */
    void onInterrupt(Runnable handler) {
        whenInterrupted = handler;
        if (interrupted) {
            handler.run();
        }
    }

    void interrupt() {
        interrupted = true;
        whenInterrupted.run();
    }

    void admitted() {
        admitted = true;
    }

    void authenticated(Caller who) {
        caller = Optional.of(who);
        authNanos = sinceStart();
    }

    void taken(Body bytes, MessageRequest facts, long nanos) {
        body = Optional.of(bytes);
        request = Optional.of(facts);
        readNanos = nanos;
    }

    void countedFor(Identity who) {
        user = Optional.of(who);
    }

    void reserved(Lease granted, QuotaHeaders headers) {
        lease = Optional.of(granted);
        quotaHeaders = headers;
    }

    /** Notes what was used, as far as it can be told where the answer did not. */
    void estimated(Usage usage) {
        estimate = Optional.of(usage);
    }

    /** Returns what the answer said, and what it is taken to have used where it did not say that. */
    ResponseFacts facts(Traffic traffic) {
        return estimate.map(traffic.facts()::estimated).orElse(traffic.facts());
    }

    /** Notes how long it took to learn whether the call may proceed. */
    void judged(long nanos) {
        quotaNanos = nanos;
    }

    void sent(UpstreamAttempt upstreamCall) {
        attempt = Optional.of(upstreamCall);
        attempts++;
    }

    void answered(Optional<String> requestId) {
        upstreamRequestId = requestId;
    }

    /** Returns whether the client asked for an event stream. */
    boolean expectsStream() {
        return request.map(MessageRequest::stream).orElse(false);
    }

    /** Lets the request's bytes go; nothing needs them again. */
    void letBodyGo() {
        body.ifPresent(Body::release);
    }

    /** Returns how long each part took, the whole up to now. */
    Times times(Traffic traffic) {
        boolean anyByte = traffic.firstByteNanos() != NOT_REACHED;
        boolean anySent = anyByte && traffic.firstSentNanos() != NOT_REACHED;
        return new Times(
                startedAt,
                sinceStart(),
                anyByte ? traffic.firstByteNanos() - startNanos : NOT_REACHED,
                authNanos,
                readNanos,
                quotaNanos,
                attempt.map(UpstreamAttempt::connectNanos).orElse(NOT_REACHED),
                anySent ? traffic.firstSentNanos() - traffic.firstByteNanos() : NOT_REACHED);
    }

    UsageRecord.Ids ids() {
        return new UsageRecord.Ids(call.id(), upstreamRequestId);
    }

    private long sinceStart() {
        return call.timers().nanos() - startNanos;
    }
}
