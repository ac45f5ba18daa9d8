package dev.weir.relay;

import dev.weir.messages.ErrorBody;
import dev.weir.messages.ErrorType;
import dev.weir.relay.RelayEnd.ClientGone;
import dev.weir.relay.RelayEnd.Completed;
import dev.weir.relay.RelayEnd.Cut;
import dev.weir.relay.RelayEnd.ErrorEvent;
import dev.weir.relay.RelayEnd.NotBegun;
import dev.weir.relay.RelayEnd.Traffic;
import dev.weir.relay.RelayTimer.Finding;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/**
 * Copies one answer to the client: every byte as it came and as soon as it came, in one write for all that the upstream's
 * connection brought at once.
 *
 * <p>Until the commit nothing goes out, so that another answer is still possible: an event stream is committed by its first
 * event other than {@code error}, by 64 KiB, or 15 s after its head; every other answer by its head. While the client reads
 * slowly the upstream is paused. Used on one event loop only.
 */
final class ResponseCopy {
    private static final Buffer COMMENT = Buffer.buffer(": keep-alive\n\n");
    private static final Buffer LINE_FEED = Buffer.buffer("\n");

    private final RelayedResponse answer;
    private final ClientStream client;
    private final Tap tap;
    private final RelayTimes patience;
    private final Timers timers;
    private final RelayTimer watch;
    private final PendingBytes inbox = new PendingBytes();
    private final PendingBytes outbox = new PendingBytes();
    private final Promise<RelayEnd> end = Promise.promise();
    private long length = -1;
    private boolean committed;
    private boolean announced;
    private boolean turnPlanned;
    private boolean ending;

    ResponseCopy(RelayedResponse answer, ClientStream client, Tap tap, RelayTimes patience, Timers timers) {
        this.answer = answer;
        this.client = client;
        this.tap = tap;
        this.patience = patience;
        this.timers = timers;
        this.watch = new RelayTimer(patience, timers, this::found);
    }

    Future<RelayEnd> run() {
        client.onGone(this::clientGone);
        client.onDrain(this::drained);
        answer.listener().interruptible(this::interrupted);
        if (ending) {
            return end.future();
        }
        if (tap.commits()) {
            commit();
        }
        answer.body().exceptionHandler(_ -> brokeOff());
        answer.body().endHandler(_ -> ended());
        answer.body().handler(this::received);
        answer.body().resume();
        timers.soon(this::watch);
        return end.future();
    }

    /** An answer that came whole in one turn of the loop costs no timer. */
    private void watch() {
        if (!end.future().isComplete()) {
            watch.start();
        }
    }

    private void received(Buffer bytes) {
        if (ending) {
            return;
        }
        watch.received();
        inbox.add(bytes);
        planTurn();
    }

    private void look() {
        see();
        if (!committed && tap.commits()) {
            commit();
        }
    }

    /** Shows the tap what has arrived, in one piece, and keeps it for the client. */
    private void see() {
        if (!inbox.isEmpty()) {
            Buffer arrived = inbox.take();
            tap.see(bytesOf(arrived));
            outbox.add(arrived);
        }
    }

    private void commit() {
        committed = true;
        watch.committed();
        answer.listener().begun(tap::facts);
        MultiMap headers = ResponseHeaders.from(answer.headers(), answer.more());
        length = ResponseHeaders.length(headers);
        client.begin(answer.status(), headers);
        planTurn();
    }

    /** Lets one look and one write follow all that the upstream's connection brings in this turn of the loop. */
    private void planTurn() {
        if (!turnPlanned) {
            turnPlanned = true;
            timers.soon(this::turn);
        }
    }

    private void turn() {
        if (!ending) {
            look();
        }
        turnPlanned = false;
        if (committed && !ending) {
            if (tap.isOver() || outbox.total() == length) {
                announce(wholeEnd());
            }
            send();
        }
    }

    /** Lets the end be known before the client can know it: it may come with its next call at once, over another connection. */
    private void announce(RelayEnd reached) {
        if (!announced) {
            announced = true;
            answer.listener().ending(reached);
        }
    }

    private RelayEnd wholeEnd() {
        return tap.ending() == Tap.Ending.ERROR ? new ErrorEvent(lastTraffic()) : new Completed(lastTraffic());
    }

    private void send() {
        client.write(outbox.take());
        watch.sent();
        if (client.isFull()) {
            watch.full();
            answer.body().pause();
        }
    }

    private void drained() {
        if (watch.drained() && !ending) {
            answer.body().resume();
        }
    }

    private void ended() {
        if (ending) {
            return;
        }
        look();
        if (tap.ending() == Tap.Ending.BROKEN) {
            brokeOff();
            return;
        }
        if (!committed) {
            commit();
        }
        watch.sent();
        endWell(wholeEnd());
    }

    /** The client has as long to take the last bytes as it has to take any. */
    private void endWell(RelayEnd reached) {
        stop();
        announce(reached);
        Future<Void> taken = client.end(outbox.take());
        taken.onComplete(sent -> end.tryComplete(sent.succeeded() ? reached : new ClientGone(reached.traffic())));
        if (!taken.isComplete()) {
            long stall = timers.after(Duration.ofNanos(patience.clientStall()), () -> {
                client.cut();
                end.tryComplete(new ClientGone(reached.traffic()));
            });
            taken.onComplete(_ -> timers.cancel(stall));
        }
    }

    private void brokeOff() {
        cutOff(
                ErrorType.API,
                "The upstream's answer broke off. What came so far is incomplete; the request can be repeated.");
    }

    private void interrupted() {
        cutOff(
                ErrorType.OVERLOADED,
                "The gateway restarts. What came so far is incomplete; the request can be repeated at once.");
    }

    private void found(Finding finding) {
        switch (finding) {
            case NO_EVENT_YET -> commit();
            case COMMENT_DUE -> comment();
            case CLIENT_STALLED -> clientGone();
            case UPSTREAM_SILENT ->
                cutOff(ErrorType.TIMEOUT, "The upstream was silent for longer than weir.timeout.idle allows.");
            case TOO_LONG -> cutOff(ErrorType.TIMEOUT, "The answer took longer than weir.timeout.total allows.");
        }
    }

    private void comment() {
        see();
        if (tap.isBetweenEvents() && outbox.isEmpty()) {
            outbox.add(COMMENT.slice());
            planTurn();
        }
    }

    private void cutOff(ErrorType type, String message) {
        if (ending) {
            return;
        }
        look();
        if (tap.isOver()) {
            answer.cancel().run();
            ended();
            return;
        }
        stop();
        answer.cancel().run();
        if (!committed) {
            end.complete(new NotBegun(lastTraffic(), type, message));
            return;
        }
        if (tap.takesEvents()) {
            sayWhy(type, message);
        }
        announce(new Cut(lastTraffic()));
        client.write(outbox.take());
        watch.sent();
        client.cut();
        end.complete(new Cut(lastTraffic()));
    }

    /** Adds an error event; an unfinished line is ended first, never an unfinished event, which becomes the error. */
    private void sayWhy(ErrorType type, String message) {
        if (!outbox.endsLine()) {
            outbox.add(LINE_FEED.slice());
        }
        outbox.add(Buffer.buffer(ErrorBody.event(type, message, answer.requestId())));
    }

    private void clientGone() {
        if (ending) {
            return;
        }
        see();
        stop();
        answer.cancel().run();
        client.cut();
        end.complete(new ClientGone(lastTraffic()));
    }

    private void stop() {
        ending = true;
        watch.stop();
    }

    private Traffic lastTraffic() {
        return new Traffic(tap.facts(), outbox.total(), watch.firstByteNanos(), watch.firstSentNanos());
    }

    @SuppressWarnings("deprecation") // the only way to Netty's buffer, gone in Vert.x 5
    private static ByteBuf bytesOf(Buffer buffer) {
        return buffer.getByteBuf();
    }
}
