package dev.weir.relay;

import dev.weir.messages.ErrorBody;
import dev.weir.relay.RelayEnd.ClientDisconnected;
import dev.weir.relay.RelayEnd.Completed;
import dev.weir.relay.RelayEnd.Cut;
import dev.weir.relay.RelayEnd.ErrorReported;
import dev.weir.relay.RelayEnd.Traffic;
import dev.weir.relay.RelayOutcome.CutReason;
import dev.weir.relay.RelayOutcome.NotCommitted;
import dev.weir.relay.RelayTimer.Expiry;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Copies one response to the client: every byte as it came and as soon as it came, in one write for all that the
 * upstream's connection brought at once.
 *
 * <p>Until the commit nothing goes out, so that another response is still possible: an event stream is committed by its
 * first event other than {@code error}, by 64 KiB, or 15 s after its head; every other response by its head. While the
 * client reads slowly the upstream is paused. Used on one event loop only.
 */
final class ResponseCopy {
    private static final Buffer COMMENT = Buffer.buffer(": keep-alive\n\n");
    private static final Buffer LINE_FEED = Buffer.buffer("\n");

    private final RelayedResponse response;
    private final ClientStream client;
    private final Tap tap;
    private final RelayTimes times;
    private final Timers timers;
    private final RelayTimer timer;
    private final EndOfTurn endOfTurn;
    private final PendingBytes received = new PendingBytes();
    private final PendingBytes unsent = new PendingBytes();
    private final Promise<RelayOutcome> outcome = Promise.promise();
    private OptionalLong length = OptionalLong.empty();
    private CopyState state = CopyState.HELD;

    ResponseCopy(RelayedResponse response, ClientStream client, Tap tap, RelayTimes times, Timers timers) {
        this.response = response;
        this.client = client;
        this.tap = tap;
        this.times = times;
        this.timers = timers;
        this.timer = new RelayTimer(times, timers, this::expired);
        this.endOfTurn = new EndOfTurn(timers, this::relay);
    }

    /** Copies; never fails. */
    Future<RelayOutcome> run() {
        client.onGone(this::clientDisconnected);
        client.onDrain(this::drained);
        response.listener().interruptible(this::interrupted);
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

    /** A response that came whole in one turn of the loop costs no timer. */
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

    /** Sends what the upstream's connection brought in this turn of the loop, in one write. */
    private void relay() {
        if (state == CopyState.ENDED) {
            return;
        }
        readAndCommit();
        if (state != CopyState.HELD) {
            if (isOver() || isWhole()) {
                announce(wholeEnd());
            }
            if (tap.progress() == Tap.Progress.COMPLETE) {
                timer.complete();
            }
            send();
        }
    }

    private void readAndCommit() {
        read();
        if (state == CopyState.HELD && tap.commits()) {
            commit();
        }
    }

    /** Shows the tap what has arrived, in one piece, and keeps it for the client. */
    private void read() {
        if (!received.isEmpty()) {
            Buffer arrived = received.take();
            tap.read(bytesOf(arrived));
            unsent.add(arrived);
        }
    }

    private void commit() {
        state = CopyState.COMMITTED;
        timer.committed();
        response.listener().committed(tap::facts);
        MultiMap headers = ResponseHeaders.from(response.headers(), response.gatewayHeaders());
        if (tap.isEventStream() && !ResponseHeaders.isEventStream(headers)) {
            ResponseHeaders.setEventStream(headers);
        }
        length = ResponseHeaders.length(headers);
        client.begin(response.status(), headers);
    }

    /**
     * Lets the listener know the end before the client can: the client may send its next request at once, over another
     * connection.
     */
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

    private boolean isOver() {
        return tap.progress() != Tap.Progress.OPEN;
    }

    /** Whether as many bytes are there as the head announced. */
    private boolean isWhole() {
        return length.isPresent() && unsent.total() == length.getAsLong();
    }

    private RelayEnd wholeEnd() {
        return switch (tap.progress()) {
            case OPEN, COMPLETE -> new Completed(traffic());
            case ERROR_REPORTED -> new ErrorReported(traffic());
        };
    }

    private void send() {
        client.write(unsent.take());
        timer.sent();
        if (client.isFull()) {
            timer.full();
            response.body().pause();
        }
    }

    private void drained() {
        if (timer.drained() && state != CopyState.ENDED) {
            response.body().resume();
        }
    }

    private void ended() {
        if (state == CopyState.ENDED) {
            return;
        }
        readAndCommit();
        if (tap.isEventStream() && !isOver()) {
            brokeOff();
            return;
        }
        if (state == CopyState.HELD) {
            commit();
        }
        timer.sent();
        complete(wholeEnd());
    }

    /** The client has as long to take the last bytes as it has to take any. */
    private void complete(RelayEnd whole) {
        announce(whole);
        end();
        Future<Void> sent = client.end(unsent.take());
        sent.onComplete(
                result -> outcome.tryComplete(result.succeeded() ? whole : new ClientDisconnected(whole.traffic())));
        if (!sent.isComplete()) {
            long stall = timers.after(Duration.ofNanos(times.clientStall()), () -> {
                client.cut();
                outcome.tryComplete(new ClientDisconnected(whole.traffic()));
            });
            sent.onComplete(_ -> timers.cancel(stall));
        }
    }

    private void brokeOff() {
        cut(
                CutReason.UPSTREAM_BROKE_OFF,
                "The upstream's response broke off. What came so far is incomplete; the request can be repeated.");
    }

    private void interrupted() {
        cut(
                CutReason.INTERRUPTED,
                "The gateway restarts. What came so far is incomplete; the request can be repeated at once.");
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
            case UPSTREAM_IDLE ->
                cut(CutReason.TIMED_OUT, "The upstream was silent for longer than weir.timeout.idle allows.");
            case TOTAL_EXCEEDED -> cut(CutReason.TIMED_OUT, "The response took longer than weir.timeout.total allows.");
        }
    }

    /** The response has said that it is over, but the upstream does not end it. */
    private void endNow() {
        response.cancel().run();
        ended();
    }

    private void comment() {
        read();
        if (tap.isBetweenEvents() && unsent.isEmpty() && !isOver()) {
            unsent.add(COMMENT.slice());
            endOfTurn.plan();
        }
    }

    private void cut(CutReason reason, String message) {
        if (state == CopyState.ENDED) {
            return;
        }
        readAndCommit();
        if (isOver()) {
            endNow();
        } else if (state == CopyState.HELD) {
            end();
            response.cancel().run();
            outcome.complete(new NotCommitted(reason, message));
        } else {
            cutCommitted(reason, message);
        }
    }

    private void cutCommitted(CutReason reason, String message) {
        if (tap.isEventStream()) {
            addErrorEvent(reason, message);
        }
        announce(new Cut(reason, traffic()));
        end();
        response.cancel().run();
        client.write(unsent.take());
        timer.sent();
        client.cut();
        outcome.complete(new Cut(reason, traffic()));
    }

    /** An unfinished line is ended first, never an unfinished event, which becomes the error. */
    private void addErrorEvent(CutReason reason, String message) {
        if (!unsent.endsLine()) {
            unsent.add(LINE_FEED.slice());
        }
        unsent.add(Buffer.buffer(ErrorBody.event(reason.errorType(), message, response.requestId())));
    }

    private void clientDisconnected() {
        if (state == CopyState.ENDED) {
            return;
        }
        read();
        end();
        response.cancel().run();
        client.cut();
        outcome.complete(new ClientDisconnected(traffic()));
    }

    private Traffic traffic() {
        return new Traffic(tap.facts(), unsent.total(), timer.firstByteNanos(), timer.firstSentNanos());
    }

    @SuppressWarnings("deprecation") // the only way to Netty's buffer, gone in Vert.x 5
    private static ByteBuf bytesOf(Buffer buffer) {
        return buffer.getByteBuf();
    }
}
