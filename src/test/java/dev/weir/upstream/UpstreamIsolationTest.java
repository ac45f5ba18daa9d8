package dev.weir.upstream;

import static dev.weir.upstream.TestAttempts.get;
import static dev.weir.upstream.TestAttempts.outcome;
import static dev.weir.upstream.TestAttempts.post;
import static dev.weir.upstream.TestAttempts.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.upstream.UpstreamOutcome.Busy;
import dev.weir.upstream.UpstreamOutcome.TimedOut;
import dev.weir.upstream.UpstreamOutcome.Unreachable;
import dev.weir.upstream.keys.PoolKey;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an upstream sends in one exchange never becomes part of another one on the same connection. */
class UpstreamIsolationTest {
    private static final PoolKey KEY = UpstreamSettings.key("main", "key", () -> "sk-weir");
    private static final Duration LONG = Duration.ofSeconds(15);
    private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n";

    private final LoopbackServer loop = LoopbackServer.serving(_ -> {});
    private final TestAttempts attempts = new TestAttempts(loop);
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch read = new CountDownLatch(1);
    private final CountDownLatch sent = new CountDownLatch(1);
    private Optional<RawUpstream> upstream = Optional.empty();

    @AfterEach
    void close() {
        upstream.ifPresent(RawUpstream::close);
        loop.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 102, 103, 104, 199})
    void skipsInterimResponses(int status) {
        UpstreamClient client = client((head, line) -> {
            String interim = "HTTP/1.1 " + status + " Wait\r\nlink: </x>\r\n\r\n";
            line.send(interim);
            line.send(interim + interim.substring(0, 12));
            line.send(interim.substring(12) + OK + name(head));
        });

        assertThat(text(send(client, "first"))).isEqualTo("first");
        assertThat(text(send(client, "other"))).isEqualTo("other");
        assertThat(upstream.orElseThrow().opened()).isEqualTo(1);
    }

    @Test
    void givesAnInterimResponseNoMoreTime() {
        UpstreamClient client = client(Duration.ofMillis(50), (_, line) -> {
            while (true) {
                line.send("HTTP/1.1 102 Processing\r\n\r\n");
            }
        });

        assertThat(outcome(send(client, "first"))).isEqualTo(new TimedOut("weir.timeout.first-byte-json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n",
                "HTTP/1.1 099 Early\r\n\r\n",
                "HTTP/1.1 600 Late\r\ncontent-length: 0\r\n\r\n",
                "HTTP/1.1 999 Late\r\ncontent-length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
                "HTTP/9.9 200 OK\r\ncontent-length: 0\r\n\r\n",
                "garbage\r\n\r\n"
            })
    void takesNoOtherHeadForAResponse(String head) {
        UpstreamClient client = client((request, line) ->
                line.send(requests.incrementAndGet() == 1 ? head + OK + "wrong" : OK + name(request)));

        assertThat(outcome(send(client, "first"))).isInstanceOf(Unreachable.class);
        assertThat(text(send(client, "other"))).isEqualTo("other");
        assertThat(upstream.orElseThrow().opened()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "H",
                "HTTP/1.1 200 OK\r\nx-smuggled: ",
                "HTTP/1.1 102 Processing\r\n\r\n",
                OK + "wrong",
                "more"
            })
    void closesAConnectionWithBytesBehindTheResponse(String behind) {
        UpstreamClient client = client(
                (request, line) -> line.send(OK + name(request) + (requests.incrementAndGet() == 1 ? behind : "")));

        assertThat(text(send(client, "first"))).isEqualTo("first");
        assertThat(text(send(client, "other"))).isEqualTo("other");
        LoopbackServer.until(() -> upstream.orElseThrow().open() == 1);
        assertThat(upstream.orElseThrow().opened()).isEqualTo(2);
    }

    @Test
    void givesAConnectionWithBytesBehindTheResponseToNobodyWhoWaits() {
        upstream = Optional.of(new RawUpstream((request, line) -> {
            if (requests.incrementAndGet() == 1) {
                await(read);
                line.send(OK + name(request) + OK + "wrong");
            } else {
                line.send(OK + name(request));
            }
        }));
        UpstreamClient client = client(LONG, LONG, 1);
        UpstreamAttempt first = send(client, "first");
        UpstreamAttempt other = send(client, "other");

        read.countDown();

        assertThat(text(first)).isEqualTo("first");
        assertThat(text(other)).isEqualTo("other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"H", "HTTP/1.1 200 OK\r\nx-smuggled: ", OK + "wrong"})
    void closesAConnectionThatSendsWhileIdle(String behind) {
        UpstreamClient client = client((request, line) -> {
            line.send(OK + name(request));
            if (requests.incrementAndGet() == 1) {
                await(read);
                line.send(behind);
                sent.countDown();
            }
        });

        assertThat(text(send(client, "first"))).isEqualTo("first");
        read.countDown();
        await(sent);
        assertThat(text(send(client, "other"))).isEqualTo("other");
        assertThat(upstream.orElseThrow().opened()).isEqualTo(2);
    }

    @Test
    void noticesBytesThatAreStillUnreadWhenTheNextRequestComes() {
        UpstreamClient client = client((request, line) -> {
            line.send(OK + name(request));
            if (requests.incrementAndGet() == 1) {
                await(read);
                line.send(OK + "wrong");
                sent.countDown();
            }
        });
        assertThat(text(send(client, "first"))).isEqualTo("first");
        read.countDown();

        UpstreamAttempt other = loop.on(() -> {
            await(sent); // keeps the event loop from reading
            return client.send(get("/other"), KEY);
        });

        assertThat(text(other)).isEqualTo("other");
    }

    @Test
    void takesNoConnectionThatTheUpstreamHasClosedMeanwhile() {
        UpstreamClient client = client((request, line) -> {
            line.send(OK + name(request));
            if (requests.incrementAndGet() == 1) {
                await(read);
                line.socket().close();
                sent.countDown();
            }
        });
        assertThat(text(send(client, "first"))).isEqualTo("first");
        read.countDown();

        UpstreamAttempt other = loop.on(() -> {
            await(sent);
            return client.send(get("/other"), KEY);
        });

        assertThat(text(other)).isEqualTo("other");
    }

    @Test
    void closesAConnectionWhoseResponseEndsBeforeTheRequest() {
        UpstreamClient client = client((request, line) -> {
            line.send(OK + name(request));
            if (requests.incrementAndGet() == 1) {
                await(sent); // reads no more
            }
        });

        assertThat(text(loop.on(() -> client.send(large(), KEY)))).isEqualTo("first");
        assertThat(text(send(client, "other"))).isEqualTo("other");
        sent.countDown();
        LoopbackServer.until(() -> upstream.orElseThrow().open() == 1);
    }

    @Test
    void handsOverAnEarlyErrorThoughTheUpstreamResetsTheConnection() {
        UpstreamClient client = client((_, line) -> {
            line.send("HTTP/1.1 413 Too Large\r\ncontent-length: 5\r\n\r\nlarge");
            line.reset();
        });

        UpstreamAttempt attempt = loop.on(() -> client.send(large(), KEY));

        assertThat(response(attempt).status()).isEqualTo(413);
        assertThat(text(attempt)).isEqualTo("large");
    }

    @Test
    void leavesTheNextExchangeAloneWhenAResponseThatNobodyReadIsGivenUp() {
        CountDownLatch second = new CountDownLatch(1);
        UpstreamClient client = client((request, line) -> {
            if (requests.incrementAndGet() == 2) {
                second.countDown();
                await(sent);
            }
            line.send(OK + name(request));
        });
        UpstreamResponse unread = response(send(client, "first"));
        UpstreamAttempt other = send(client, "other");
        LoopbackServer.until(() -> second.getCount() == 0);

        attempts.cancel(unread);
        sent.countDown();

        assertThat(text(other)).isEqualTo("other");
        assertThat(upstream.orElseThrow().opened()).isEqualTo(1);
    }

    @Test
    void isBusyWhereNoConnectionComesFreeInTime() {
        upstream = Optional.of(new RawUpstream((_, _) -> await(sent)));
        UpstreamClient client = client(Duration.ofMillis(50), LONG, 1);
        UpstreamAttempt first = send(client, "first");

        UpstreamOutcome waited = outcome(send(client, "other"));

        assertThat(waited).isEqualTo(new Busy());
        assertThat(first.outcome().isComplete()).isFalse();
        sent.countDown();
    }

    private UpstreamClient client(RawUpstream.Script script) {
        return client(LONG, script);
    }

    private UpstreamClient client(Duration firstByte, RawUpstream.Script script) {
        upstream = Optional.of(new RawUpstream(script));
        return client(LONG, firstByte, 10);
    }

    private UpstreamClient client(Duration pool, Duration firstByte, int connections) {
        UpstreamSettings settings =
                UpstreamSettings.at(upstream.orElseThrow().port()).withPool(connections, 10);
        return new UpstreamClient(
                loop.vertx(),
                UpstreamSettings.timeouts(pool, firstByte, firstByte),
                Optional::empty,
                Map.of("main", settings));
    }

    private UpstreamAttempt send(UpstreamClient client, String name) {
        return attempts.send(client, get("/" + name), KEY);
    }

    /** More than the machine takes before the upstream reads. */
    private static UpstreamRequest large() {
        return post("/first", HttpHeaders.headers(), Optional.of(Bodies.of(new byte[20 * 1024 * 1024])), false);
    }

    private String text(UpstreamAttempt attempt) {
        return attempts.text(response(attempt));
    }

    private static String name(String head) {
        return head.substring(head.indexOf('/') + 1, head.indexOf(" HTTP/"));
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("it never came");
            }
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
