package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.Fixtures;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream is over with {@code message_stop}, and is a stream whatever its content type says. */
@QuarkusTest
@WithTestResource(GatewayEnvironmentResource.class)
class EndOfStreamQuarkusTest {
    private static final byte[] STREAM = Fixtures.stream("text");

    /** Far above the second that is allowed, far below every timeout of the upstream. */
    private static final Duration SOON = Duration.ofSeconds(10);

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    /** What an upstream does once it has sent {@code message_stop}. */
    enum AfterTheEnd {
        STAYS_SILENT {
            @Override
            void play(ScriptedConnection connection) {
                connection.awaitClose();
            }
        },
        CLOSES {
            @Override
            void play(ScriptedConnection connection) throws IOException {
                connection.close();
            }
        },
        SENDS_HALF_A_CHUNK {
            @Override
            void play(ScriptedConnection connection) throws IOException {
                connection.send("ff\r\nevent: pi");
                connection.awaitClose();
            }
        },
        SENDS_NO_CHUNK_AT_ALL {
            @Override
            void play(ScriptedConnection connection) throws IOException {
                connection.send("nonsense\r\n");
                connection.awaitClose();
            }
        };

        abstract void play(ScriptedConnection connection) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void addsNothingAndEndsSoonWhateverTheUpstreamDoes(AfterTheEnd after) {
        String script = environment.upstream().addScript(connection -> {
            connection.beginStream();
            connection.chunk(STREAM);
            after.play(connection);
        });
        long started = System.nanoTime();

        ReceivedResponse response = environment.exchange(
                RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script));

        assertThat(response.whole()).isTrue();
        assertThat(response.text())
                .startsWith(new String(STREAM, UTF_8))
                .doesNotContain("event: error", ": keep-alive");
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(SOON);
        assertThat(environment
                        .logs()
                        .onlyUsageOf(response.weirId())
                        .path("outcome")
                        .asText())
                .isEqualTo("completed");
    }

    @Test
    void endsSoonAlthoughTheUpstreamGoesOnForEver() {
        String script = environment.upstream().addScript(connection -> {
            connection.beginStream();
            connection.chunk(STREAM);
            while (true) {
                connection.chunk("event: ping\ndata: {\"type\":\"ping\"}\n\n");
            }
        });

        ReceivedResponse response = environment.exchange(
                RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script));

        assertThat(response.whole()).isTrue();
        assertThat(response.text()).startsWith(new String(STREAM, UTF_8)).doesNotContain("event: error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "content-type: text/plain\r\n", "content-type: text/plain; charset=utf-8\r\n"})
    void takesAStreamWithoutItsTypeForOne(String contentType) {
        String script = environment.upstream().addScript(connection -> {
            connection.send("HTTP/1.1 200 OK\r\n" + contentType + "transfer-encoding: chunked\r\n\r\n");
            connection.chunk(STREAM);
            connection.lastChunk();
        });

        ReceivedResponse response = environment.exchange(
                RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script));

        assertThat(response.body()).isEqualTo(STREAM);
        assertThat(response.whole()).isTrue();
        assertThat(response.header("content-type").orElse("")).startsWith("text/event-stream");
        assertThat(environment
                        .logs()
                        .onlyUsageOf(response.weirId())
                        .path("usage")
                        .asText())
                .isEqualTo("exact");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "content-type: text/plain\r\n"})
    void cutsAStreamWithoutItsTypeLikeOne(String contentType) {
        String firstEvent = new String(STREAM, UTF_8).split("(?<=\n\n)", 2)[0];
        String script = environment.upstream().addScript(connection -> {
            connection.send("HTTP/1.1 200 OK\r\n" + contentType + "transfer-encoding: chunked\r\n\r\n");
            connection.chunk(firstEvent);
            connection.close();
        });

        ReceivedResponse response = environment.exchange(
                RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script));

        assertThat(response.text()).startsWith(firstEvent).contains("event: error\ndata: {");
        assertThat(response.whole()).isFalse();
    }
}
