package dev.weir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.relay.FakeClient;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An upstream that responds with 529 for ten seconds in which 200 requests a second come, and then recovers. */
class OverloadStormTest {
    private static final byte[] STREAM = TestGateway.request("claude-big", true, "");
    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(5);
    private static final int REQUESTS = 2000;
    private static final int LATER_REQUESTS = 400;

    private final AtomicInteger offered = new AtomicInteger();
    private TestGateway gateway = new TestGateway(this::serve, GatewayBounds.retrying("a"));
    private volatile boolean overloaded = true;

    @AfterEach
    void close() {
        gateway.close();
    }

    private void serve(HttpServerRequest request) {
        offered.incrementAndGet();
        request.body().onSuccess(_ -> {
            if (overloaded) {
                request.response()
                        .setStatusCode(529)
                        .putHeader("retry-after", "0")
                        .end("{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}");
            } else {
                UpstreamReply.stream().to(request);
            }
        });
    }

    @Test
    void offersAtMostAQuarterMoreThanTheRequestsAndNoWaveAfterwards() {
        gateway.close();
        gateway = new TestGateway(this::serve, GatewayBounds.retrying("a").withoutBreaker());

        List<FakeClient> storm = send(REQUESTS);
        int offeredInStorm = offered.getAndSet(0);
        overloaded = false;
        List<FakeClient> later = send(LATER_REQUESTS);

        assertThat(offeredInStorm).isBetween(REQUESTS * 11 / 10, REQUESTS * 5 / 4);
        assertThat(storm).allMatch(client -> client.status == 529 && client.headers.contains("retry-after"));
        assertThat(later).allMatch(client -> client.status == 200);
        assertThat(offered).hasValue(LATER_REQUESTS);
    }

    @Test
    void leavesTheUpstreamAloneButForProbesAndComesBackWithTheFirstThatSucceeds() {
        List<FakeClient> storm = send(REQUESTS);
        int offeredInStorm = offered.getAndSet(0);
        overloaded = false;
        gateway.pass(Duration.ofSeconds(5));
        List<FakeClient> later = send(LATER_REQUESTS);

        assertThat(offeredInStorm).isLessThan(REQUESTS / 20);
        assertThat(storm).allMatch(client -> client.status == 529 && client.headers.contains("retry-after"));
        assertThat(later).allMatch(client -> client.status == 200);
        assertThat(offered).hasValue(LATER_REQUESTS);
    }

    private List<FakeClient> send(int requests) {
        List<FakeClient> clients = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            clients.add(gateway.createAgain(STREAM));
            gateway.pass(BETWEEN_REQUESTS);
        }
        return clients;
    }
}
