package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OpenStreamsTest {
    private static final byte[] BODY = BenchBodies.text(1_024, "\"stream\":true," + MockResponse.OPEN_MARK);

    @Test
    void readsEveryEventThatTheMockSent() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (MockUpstream mock = MockUpstream.start()) {
            BenchClient client = BenchClient.of(vertx, Target.direct(mock.port()), BODY, 2);
            OpenStream one = new OpenStream();
            OpenStream other = new OpenStream();

            await(Future.all(one.start(client), other.start(client)));
            mock.open().end();
            await(Future.all(one.end(), other.end()));

            assertThat(one.events() + other.events())
                    .isEqualTo(mock.open().sent())
                    .isGreaterThanOrEqualTo(10);
        } finally {
            vertx.close();
        }
    }

    @Test
    void knowsAStreamThatBreaksOff() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (MockUpstream mock = MockUpstream.start()) {
            OpenStream stream = new OpenStream();
            await(stream.start(BenchClient.of(vertx, Target.direct(mock.port()), BODY, 1)));

            mock.vertx().close();

            assertThat(stream.end()
                            .otherwiseEmpty()
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS))
                    .isNull();
            assertThat(stream.end().failed()).isTrue();
        } finally {
            vertx.close();
        }
    }

    private static void await(Future<?> future) throws Exception {
        future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
