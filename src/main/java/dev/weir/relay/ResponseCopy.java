package dev.weir.relay;

import dev.weir.messages.ErrorFacts;
import dev.weir.relay.RelayEnd.ClientDisconnected;
import dev.weir.relay.RelayEnd.Cut;
import dev.weir.relay.RelayOutcome.Discarded;
import dev.weir.relay.RelayOutcome.NotCommitted;
import dev.weir.relay.RelayTimer.Expiry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Copies one response to the client, unchanged and undelayed: in one write for all bytes of one upstream read.
 *
 * <p>Before the commit nothing is sent, so that another response is still possible. An event stream is committed by its
 * first event, an {@code error} only where the listener does not discard it, by 64 KiB, or 15 s after its headers;
 * every other response by its headers. While the client reads slowly the upstream is paused. Used on one event loop
 * only.
 */
final class ResponseCopy {
    private final RelayedResponse response;
    private final ClientStream client;
    private final Tap tap;
    private final RelayTimes times;
    private final Timers timers;
    private final RelayTimer timer;
    private final ClientWriter writer;
    private final EndOfTurn endOfTurn;
    private final PendingBytes received = new PendingBytes();
    private final Promise<RelayOutcome> outcome = Promise.promise();
    private CopyState state = CopyState.HELD;

    ResponseCopy(RelayedResponse response, ClientStream client, Tap tap, RelayTimes times, Timers timers) {
        this.response = response;
        this.client = client;
        this.tap = tap;
        this.times = times;
        this.timers = timers;
        this.timer = new RelayTimer(times, timers, this::expired);
        this.writer = new ClientWriter(client, timer);
        this.endOfTurn = new EndOfTurn(timers, this::relay);
    }

    /** Copies; never fails. */
    Future<RelayOutcome> run() {
        client.onGone(this::clientDisconnected);
        client.onDrain(this::drained);
        response.listener().interruptible(() -> cut(CutCause.RESTART));
        if (state == CopyState.ENDED) {
            return outcome.future();
        }
        if (tap.commits()) {
            commit();
            endOfTurn.plan();
        }
        response.body().exceptionHandler(_ -> brokeOff());
        response.body().endHandler(_ -> ended());
        response.body().handler(this::received);
        response.body().resume();
        timers.soon(this::startTimer);
        return outcome.future();
    }

    /** Starts the timer, unless the response came whole in one turn of the event loop. */
    private void startTimer() {
        if (!outcome.future().isComplete()) {
            timer.start();
        }
    }

    private void received(Buffer bytes) {
        if (state != CopyState.ENDED) {
            timer.received();
            received.add(bytes);
            endOfTurn.plan();
        }
    }

    /** Sends the bytes of this turn of the event loop, in one write. */
    private void relay() {
        if (!state.isRelaying()) {
            readOn();
            return;
        }
        readAndCommit();
        if (state == CopyState.COMMITTED || state == CopyState.END_ANNOUNCED) {
            announceIfWhole();
            if (tap.progress() == Tap.Progress.COMPLETE) {
                timer.complete();
            }
            if (writer.send()) {
                response.body().pause();
            }
        }
    }

    private void announceIfWhole() {
        boolean isWhole = writer.isWhole();
        if (isWhole) {
            tap.end();
        }
        if (tap.isOver() || isWhole) {
            announce(tap.whole(traffic()));
        }
    }

    private void readAndCommit() {
        read();
        if (state != CopyState.HELD) {
            return;
        }
        Optional<ErrorFacts> error = tap.firstError();
        if (error.isPresent() && response.listener().discards(error.get())) {
            stop(new Discarded());
        } else if (error.isPresent() || tap.commits()) {
            commit();
        }
    }

    /** Passes what has arrived to the tap, in one piece, and keeps it for a client that is still there. */
    private void read() {
        if (!received.isEmpty()) {
            Buffer arrived = received.take();
            tap.read(arrived);
            if (state != CopyState.READING_ON) {
                writer.add(arrived);
            }
        }
    }

    private void commit() {
        state = CopyState.COMMITTED;
        timer.committed();
        response.listener().committed(tap::facts);
        writer.begin(response.status(), ResponseHeaders.of(response, tap.isEventStream()));
    }

    /** Tells the listener first: once the client sees the end, it may send its next request over another connection. */
    private void announce(RelayEnd end) {
        if (state == CopyState.COMMITTED) {
            state = CopyState.END_ANNOUNCED;
            response.listener().ending(end);
        }
    }

    private void end() {
        state = CopyState.ENDED;
        timer.stop();
    }

    private void drained() {
        if (timer.drained() && state != CopyState.ENDED) {
            response.body().resume();
        }
    }

    private void ended() {
        read();
        tap.end();
        if (!state.isRelaying()) {
            readOn();
            return;
        }
        readAndCommit();
        if (state == CopyState.ENDED) {
            return;
        }
        if (tap.isEventStream() && !tap.isOver()) {
            cut(CutCause.BROKE_OFF);
            return;
        }
        if (state == CopyState.HELD) {
            commit();
        }
        timer.sent();
        RelayEnd whole = tap.whole(traffic());
        announce(whole);
        end();
        writer.sendLast(timers, Duration.ofNanos(times.clientStall()))
                .onSuccess(taken -> outcome.complete(taken ? whole : new ClientDisconnected(whole.traffic())));
    }

    private void expired(Expiry expiry) {
        switch (expiry) {
            case COMMIT_DUE -> {
                commit();
                endOfTurn.plan();
            }
            case END_DUE -> endNow();
            case COMMENT_DUE -> comment();
            case CLIENT_STALLED -> clientDisconnected();
            case UPSTREAM_IDLE -> cut(CutCause.SILENT);
            case TOTAL_EXCEEDED -> cut(CutCause.TOO_LONG);
            case READ_ON_OVER -> leave();
        }
    }

    /** Ends a response that is complete but that the upstream does not end. */
    private void endNow() {
        response.cancel().run();
        ended();
    }

    private void comment() {
        read();
        if (tap.isBetweenEvents() && writer.unsent().isEmpty() && !tap.isOver()) {
            OwnEvents.addComment(writer.unsent());
            endOfTurn.plan();
        }
    }

    /** Handles a body that broke off; a stream without its first event is no message. */
    private void brokeOff() {
        if (tap.isEventStream()) {
            tap.end();
        }
        cut(CutCause.BROKE_OFF);
    }

    private void cut(CutCause cause) {
        if (!state.isRelaying()) {
            leave();
            return;
        }
        readAndCommit();
        if (state == CopyState.ENDED) {
            return;
        }
        if (tap.isOver()) {
            endNow();
        } else if (state == CopyState.HELD) {
            stop(new NotCommitted(cause.reason(), cause.message()));
        } else {
            cutCommitted(cause);
        }
    }

    private void cutCommitted(CutCause cause) {
        if (tap.isEventStream()) {
            OwnEvents.addError(writer.unsent(), cause, response.requestId());
        }
        announce(new Cut(cause.reason(), traffic()));
        end();
        response.cancel().run();
        writer.cut();
        outcome.complete(new Cut(cause.reason(), traffic()));
    }

    /** Reads on for the usage: the upstream charges a response that it has begun to its end. */
    private void clientDisconnected() {
        if (!state.isRelaying()) {
            return;
        }
        timer.stop();
        client.cut();
        read();
        if (state == CopyState.COMMITTED && tap.awaitsUsage() && times.readOn() > 0) {
            state = CopyState.READING_ON;
            timer.readOn();
            response.body().resume();
        } else {
            leave();
        }
    }

    private void readOn() {
        read();
        if (!tap.awaitsUsage()) {
            leave();
        }
    }

    private void leave() {
        if (state == CopyState.ENDED) {
            return;
        }
        read();
        stop(new ClientDisconnected(traffic()));
    }

    private void stop(RelayOutcome result) {
        end();
        response.cancel().run();
        outcome.complete(result);
    }

    private RelayEnd.Traffic traffic() {
        return new RelayEnd.Traffic(tap.facts(), writer.total(), timer.firstByteNanos(), timer.firstSentNanos());
    }
}
