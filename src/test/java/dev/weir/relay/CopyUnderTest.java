package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.body.FakeSource;
import dev.weir.messages.ErrorBody;
import dev.weir.messages.ErrorFacts;
import dev.weir.messages.ErrorType;
import dev.weir.messages.ResponseFacts;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** One response that is being copied, with both ends and the time in the hand of the test. */
final class CopyUnderTest {
    static final String REQUEST_ID = "req_1";
    static final String BROKE_OFF =
            "The upstream's response broke off. What came so far is incomplete; the request can be repeated.";
    static final String SILENT = "The upstream was silent for longer than weir.timeout.idle allows.";
    static final String TOO_LONG = "The response took longer than weir.timeout.total allows.";
    static final String RESTART =
            "The gateway restarts. What came so far is incomplete; the request can be repeated at once.";

    final FakeSource upstream = new FakeSource();
    final FakeClient client = new FakeClient();
    final ManualTimers timers = new ManualTimers();
    int cancels;
    int commits;
    boolean discards;
    final List<ErrorFacts> firstErrors = new ArrayList<>();
    Runnable interrupt = () -> {};
    final List<RelayEnd> announcedEnds = new ArrayList<>();
    String textWhenAnnounced = "";
    int endsWhenAnnounced;
    private Future<RelayOutcome> outcome = Future.failedFuture("not begun");

    /** Begins to copy an event stream. */
    static CopyUnderTest stream() {
        return new CopyUnderTest().begin(200, HttpHeaders.headers().add("content-type", "text/event-stream"));
    }

    /** Begins to copy a message as JSON. */
    static CopyUnderTest json() {
        return new CopyUnderTest().begin(200, HttpHeaders.headers().add("content-type", "application/json"));
    }

    /** Begins to copy a response to a request that creates a message. */
    CopyUnderTest begin(int status, MultiMap headers) {
        return begin(status, headers, relay(Duration.ofSeconds(15)));
    }

    CopyUnderTest begin(int status, MultiMap headers, Relay relay) {
        outcome = relay.message(
                new RelayedResponse(
                        status,
                        headers,
                        true,
                        upstream,
                        () -> cancels++,
                        Map.of(),
                        new RecordingListener(),
                        REQUEST_ID),
                client,
                timers);
        return this;
    }

    /** Lets the listener discard a stream that begins with an error. */
    CopyUnderTest discarding() {
        discards = true;
        return this;
    }

    private final class RecordingListener implements RelayListener {
        @Override
        public boolean discards(ErrorFacts error) {
            firstErrors.add(error);
            return discards;
        }

        @Override
        public void committed(Supplier<ResponseFacts> facts) {
            commits++;
        }

        @Override
        public void ending(RelayEnd reached) {
            announcedEnds.add(reached);
            textWhenAnnounced = client.text();
            endsWhenAnnounced = client.ends;
        }

        @Override
        public void interruptible(Runnable early) {
            interrupt = early;
        }
    }

    /** A relay with the usual limits: comments as given, idle 90 s, total 3600 s, stall 60 s. */
    static Relay relay(Duration commentAfter) {
        return new Relay(
                new RelaySettings(commentAfter, Duration.ofSeconds(2), Optional.empty()),
                new CopyTimeouts(Duration.ofSeconds(90), Duration.ofHours(1), Duration.ofMinutes(1)));
    }

    /** Sends bytes in a turn of the loop of their own. */
    CopyUnderTest send(String text) {
        return send(text.getBytes(UTF_8));
    }

    CopyUnderTest send(byte[] bytes) {
        upstream.send(bytes);
        timers.turn();
        return this;
    }

    CopyUnderTest advance(long seconds) {
        timers.advance(Duration.ofSeconds(seconds));
        return this;
    }

    boolean hasEnded() {
        return outcome.isComplete();
    }

    RelayOutcome outcome() {
        return outcome.result();
    }

    /** Returns what was relayed to a client that got some of the response. */
    RelayEnd.Traffic traffic() {
        return ((RelayEnd) outcome()).traffic();
    }

    static String errorEvent(ErrorType type, String message) {
        return new String(ErrorBody.event(type, message, REQUEST_ID), UTF_8);
    }

    private record CopyTimeouts(Duration idle, Duration total, Duration clientStall) implements RelayTimeouts {}
}
