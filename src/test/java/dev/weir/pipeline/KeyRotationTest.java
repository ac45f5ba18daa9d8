package dev.weir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.body.FakeSource;
import dev.weir.relay.FakeClient;
import dev.weir.upstream.LoopbackServer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The only key is replaced while requests are under way, and the old one is rejected from that moment on. */
class KeyRotationTest {
    private static final byte[] JSON = TestGateway.request("claude-big", false, "");
    private static final int AT_ONCE = 50;

    private final Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
    private final TestGateway gateway = new TestGateway(this::serve, GatewayBounds.USUAL.withRoomFor(4 * AT_ONCE));
    private volatile String accepted = "sk-key";
    private volatile boolean holds;

    @AfterEach
    void close() {
        gateway.close();
    }

    private void serve(HttpServerRequest request) {
        request.body().onSuccess(_ -> {
            if (holds) {
                held.add(request);
            } else {
                reply(request);
            }
        });
    }

    private void reply(HttpServerRequest request) {
        if (accepted.equals(request.getHeader("x-api-key"))) {
            UpstreamReply.json().to(request);
        } else {
            request.response()
                    .setStatusCode(401)
                    .end("{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":\"x\"}}");
        }
    }

    @Test
    void losesNoRequest() {
        List<FakeClient> clients = new ArrayList<>();
        List<Future<Void>> ends = new ArrayList<>(begin(clients));
        LoopbackServer.await(Future.join(ends));
        holds = true;
        ends.addAll(begin(clients));
        LoopbackServer.until(() -> held.size() == AT_ONCE);

        gateway.secrets.put("key", "sk-new");
        accepted = "sk-new";
        holds = false;
        held.forEach(this::reply);
        ends.addAll(begin(clients));

        LoopbackServer.await(Future.join(ends));
        assertThat(clients)
                .hasSize(3 * AT_ONCE)
                .extracting(client -> client.status + " " + client.text())
                .allMatch(response -> response.startsWith("200 "));
        assertThat(gateway.keys.keys()).allMatch(key -> key.isInUse());
    }

    private List<Future<Void>> begin(List<FakeClient> clients) {
        List<Future<Void>> ends = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            FakeClient client = new FakeClient();
            FakeSource body = new FakeSource();
            clients.add(client);
            ends.add(gateway.begin(Route.MESSAGES, "/v1/messages", TestGateway.headers(), client, body));
            gateway.onLoop(() -> body.send(JSON).end());
        }
        return ends;
    }
}
