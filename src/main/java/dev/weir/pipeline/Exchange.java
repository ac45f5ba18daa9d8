package dev.weir.pipeline;

import dev.weir.auth.Caller;
import dev.weir.auth.Identity;
import dev.weir.body.Body;
import dev.weir.messages.ResponseFacts;
import dev.weir.metering.Phase;
import dev.weir.quota.response.QuotaHeaders;
import dev.weir.relay.ClientStream;
import dev.weir.relay.EarlyStream;
import dev.weir.relay.RelayEnd.Traffic;
import dev.weir.tracing.ExchangeTrace;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One request and its response: collects what is recorded at the end, and what is released then. Stages hand each other
 * values and read nothing here but the request. Used on one event loop only.
 */
final class Exchange {
    private final ClientRequest request;
    private final ExchangeTrace trace;
    private final Instant startedAt;
    private final long startNanos;
    private final Interruption interruption = new Interruption();
    private final Attempts attempts = new Attempts();
    private final Map<Phase, Long> phaseNanos = new EnumMap<>(Phase.class);
    private Optional<Caller> caller = Optional.empty();
    private Optional<ReadRequest> read = Optional.empty();
    private Optional<Identity> identity = Optional.empty();
    private Optional<Reservation> reservation = Optional.empty();
    private Optional<String> upstreamRequestId = Optional.empty();
    private Optional<EarlyStream> early = Optional.empty();

    Exchange(ClientRequest request, Instant startedAt, ExchangeTrace trace) {
        this.request = request;
        this.trace = trace;
        this.startedAt = startedAt;
        this.startNanos = request.timers().nanos();
    }

    ClientRequest request() {
        return request;
    }

    /** Returns when the request's headers had arrived. */
    Instant startedAt() {
        return startedAt;
    }

    /** Returns its spans; none where traces are off. */
    ExchangeTrace trace() {
        return trace;
    }

    /** Returns the day of UTC on which it began, by which exceptions of the policy end. */
    LocalDate day() {
        return LocalDate.ofInstant(startedAt, ZoneOffset.UTC);
    }

    Interruption interruption() {
        return interruption;
    }

    Attempts attempts() {
        return attempts;
    }

    void authenticated(Caller who) {
        caller = Optional.of(who);
        took(Phase.AUTH, nanosSinceStart());
    }

    void read(ReadRequest whole) {
        read = Optional.of(whole);
    }

    void identified(Identity who) {
        identity = Optional.of(who);
    }

    void reserved(Reservation granted) {
        reservation = Optional.of(granted);
    }

    /** Notes that the client may get a stream before there is a response. */
    void mayCommitEarly(Optional<EarlyStream> stream) {
        early = stream;
    }

    /** Returns the stream that the client may get before there is a response. */
    Optional<EarlyStream> early() {
        return early;
    }

    /** Returns where the response goes. */
    ClientStream client() {
        return early.isPresent() ? early.get() : request.client();
    }

    /** Returns whether the client got a stream before there was a response, so that only events can follow. */
    boolean isCommittedEarly() {
        return early.isPresent() && early.get().isCommittedEarly();
    }

    void responded(Optional<String> requestId) {
        upstreamRequestId = requestId;
    }

    /** Notes how long a phase took. */
    void took(Phase phase, long nanos) {
        phaseNanos.put(phase, nanos);
    }

    Optional<Caller> caller() {
        return caller;
    }

    Optional<ReadRequest> readRequest() {
        return read;
    }

    Optional<Identity> identity() {
        return identity;
    }

    Optional<Reservation> reservation() {
        return reservation;
    }

    Optional<String> upstreamRequestId() {
        return upstreamRequestId;
    }

    /** Returns whether the client expects an event stream. */
    boolean expectsStream() {
        return read.map(whole -> whole.message().stream()).orElse(false);
    }

    /** Returns the headers by which the response shows the caller's limits. */
    QuotaHeaders quotaHeaders() {
        return reservation.map(Reservation::headers).orElse(QuotaHeaders.NONE);
    }

    /** Releases the request's bytes; nothing needs them again. */
    void releaseBody() {
        read.map(ReadRequest::body).ifPresent(Body::release);
    }

    /**
     * Settles the reservation, if there is one that is not settled yet.
     *
     * @param end how the exchange ends unless the client disconnects at the last bytes, which does not change the
     *     charge
     */
    void settle(ExchangeEnd end) {
        reservation.ifPresent(held -> held.settle(ExchangeCharge.of(end, attempts.mayHaveArrived())));
    }

    /** Returns the facts of the response, with the usage that was charged. */
    ResponseFacts facts(Traffic traffic) {
        return reservation.flatMap(Reservation::charged).orElse(traffic.facts());
    }

    /** Returns how long it took until the response's first bytes came from the upstream. */
    OptionalLong firstTokenNanos(Traffic traffic) {
        OptionalLong firstByte = traffic.firstByteNanos();
        return firstByte.isPresent() ? OptionalLong.of(firstByte.getAsLong() - startNanos) : OptionalLong.empty();
    }

    /** Returns how long each phase took, for those that the exchange reached. */
    Map<Phase, Long> phaseNanos(Traffic traffic) {
        Map<Phase, Long> all = new EnumMap<>(phaseNanos);
        attempts.connectNanos().ifPresent(nanos -> all.put(Phase.CONNECT, nanos));
        traffic.firstByteNanos()
                .ifPresent(first -> traffic.firstSentNanos().ifPresent(sent -> all.put(Phase.RELAY, sent - first)));
        return all;
    }

    long nanosSinceStart() {
        return request.timers().nanos() - startNanos;
    }
}
