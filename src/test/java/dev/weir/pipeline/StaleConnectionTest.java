package dev.weir.pipeline;

import static dev.weir.pipeline.UpstreamReply.DELTA;
import static dev.weir.pipeline.UpstreamReply.START;
import static dev.weir.pipeline.UpstreamReply.STOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.body.FakeSource;
import dev.weir.relay.FakeClient;
import dev.weir.upstream.LoopbackServer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that the upstream gets again at once, as it had closed the idle connection that they went out on. */
class StaleConnectionTest {
    private static final byte[] STREAM = TestGateway.request("claude-big", true, "");

    private final Queue<UpstreamReply> replies = new ConcurrentLinkedQueue<>();
    private final List<String> keysUsed = new CopyOnWriteArrayList<>();
    private final TestGateway gateway = new TestGateway(this::serve, GatewayBounds.USUAL);

    @AfterEach
    void close() {
        gateway.close();
    }

    private void serve(HttpServerRequest request) {
        keysUsed.add(String.valueOf(request.getHeader("x-api-key")));
        request.body()
                .onSuccess(_ -> Optional.ofNullable(replies.poll())
                        .orElseGet(UpstreamReply::stream)
                        .to(request));
    }

    @Test
    void sendsAgainAtOnceOnANewConnectionWhereAReusedOneIsClosed() {
        gateway.createAgain(STREAM);
        replies.add(UpstreamReply.close());

        gateway.create(STREAM);

        assertThat(gateway.client.text()).isEqualTo(START + DELTA + STOP);
        assertThat(keysUsed).hasSize(3);
        assertThat(gateway.upstream.opened()).isEqualTo(2);
        assertThat(retries("stale_connection")).isEqualTo(1);
        assertThat(gateway.records.getLast().sent().attempts()).isEqualTo(2);
    }

    @Test
    void replacesAStaleConnectionByNoneThatHasBeenIdleToo() {
        List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
        replies.addAll(List.of(new UpstreamReply("held", held::add), new UpstreamReply("held", held::add)));
        List<Future<Void>> ends = List.of(begin(), begin());
        LoopbackServer.until(() -> held.size() == 2);
        held.forEach(UpstreamReply.stream()::to);
        LoopbackServer.await(Future.join(ends));
        replies.add(UpstreamReply.close());

        gateway.create(STREAM);

        assertThat(gateway.client.status).isEqualTo(200);
        assertThat(gateway.upstream.opened()).isEqualTo(3);
    }

    @Test
    void sendsAgainOnANewConnectionOnlyOnce() {
        gateway.createAgain(STREAM);
        replies.addAll(List.of(UpstreamReply.close(), UpstreamReply.close()));

        gateway.create(STREAM);

        assertThat(gateway.client.status).isEqualTo(502);
        assertThat(keysUsed).hasSize(3);
        assertThat(retries("stale_connection")).isEqualTo(1);
    }

    @Test
    void doesNotTakeAFirstConnectionThatIsClosedForAStaleOne() {
        replies.add(UpstreamReply.close());

        gateway.create(STREAM);

        assertThat(gateway.client.status).isEqualTo(502);
        assertThat(keysUsed).hasSize(1);
    }

    @Test
    void sendsAgainOnANewConnectionForNoMoreThanAShareOfTheRequests() {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            gateway.createAgain(STREAM);
            replies.add(UpstreamReply.close());
            statuses.add(gateway.createAgain(STREAM).status);
        }

        assertThat(statuses).containsExactly(200, 502, 502, 502);
    }

    private Future<Void> begin() {
        FakeSource body = new FakeSource();
        Future<Void> end = gateway.begin(Route.MESSAGES, "/v1/messages", TestGateway.headers(), new FakeClient(), body);
        gateway.onLoop(() -> body.send(STREAM).end());
        return end;
    }

    private double retries(String reason) {
        return gateway.registry.counter("weir.retries", "reason", reason).count();
    }
}
