package dev.weir.pipeline;

import static dev.weir.pipeline.UpstreamReply.DELTA;
import static dev.weir.pipeline.UpstreamReply.STOP;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.Provenance;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.Usage;
import dev.weir.metering.Outcome;
import dev.weir.quota.QuotaDecision;
import dev.weir.upstream.LoopbackServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that leave, at each stage: what is charged and recorded, nothing held any more. */
class DisconnectedClientTest {
    private static final byte[] GOOD = TestGateway.request("claude-big", false, "");
    private static final byte[] STREAM = TestGateway.request("claude-big", true, "");

    private final List<HttpServerRequest> seen = new CopyOnWriteArrayList<>();
    private UpstreamReply reply = UpstreamReply.json();
    private final TestGateway gateway = new TestGateway(this::serve, GatewayBounds.USUAL);

    @AfterEach
    void close() {
        gateway.close();
    }

    private void serve(HttpServerRequest request) {
        seen.add(request);
        request.body().onSuccess(_ -> reply.to(request));
    }

    @Test
    void chargesTheWholeResponseToAClientThatDisconnectsAfterTheLastEvent() {
        reply = UpstreamReply.openStream();
        Future<Void> end = gateway.begin(Route.MESSAGES, "/v1/messages", TestGateway.headers());
        gateway.onLoop(() -> gateway.body.send(STREAM).end());
        LoopbackServer.until(() -> clientText().contains("message_start"));
        seen.getFirst().response().write(DELTA + STOP);
        LoopbackServer.until(() -> clientText().contains("message_stop"));
        int settledBefore = gateway.quota.settled.size();

        gateway.onLoop(gateway.client::leave);
        LoopbackServer.await(end);

        assertThat(settledBefore).isEqualTo(1);
        gateway.assertEnded(499, Outcome.CLIENT_GONE, 1);
        assertThat(gateway.quota.used.getFirst().usage()).contains(new Usage(7, 0, 0, 0, 9, 0, List.of()));
        assertThat(gateway.quota.used.getFirst().provenance()).isEqualTo(Provenance.EXACT);
    }

    @Test
    void disconnectsAClientThatDoesNotReadAResponseOfOurs() {
        gateway.client.stopReading();

        gateway.create("{".getBytes(UTF_8));

        gateway.assertEnded(499, Outcome.CLIENT_GONE, 0);
        assertThat(gateway.client.cuts).isEqualTo(1);
    }

    @Test
    void records499WhereTheClientDisconnectsWhileSendingTheBody() {
        Future<Void> end = gateway.begin(Route.MESSAGES, "/v1/messages", TestGateway.headers());

        gateway.onLoop(() -> gateway.body.send(new byte[5000]).breakOff());
        LoopbackServer.await(end);

        gateway.assertEnded(499, Outcome.CLIENT_GONE, 0);
    }

    @Test
    void records499AndSendsNothingUpstreamWhereTheClientDisconnectsDuringTheReservation() {
        Promise<QuotaDecision> pending = Promise.promise();
        gateway.quota.decision = pending::future;
        Future<Void> end = gateway.begin(Route.MESSAGES, "/v1/messages", TestGateway.headers());

        gateway.onLoop(() -> {
            gateway.body.send(GOOD).end();
            gateway.client.leave();
            pending.complete(gateway.quota.grant().result());
        });
        LoopbackServer.await(end);

        gateway.assertEnded(499, Outcome.CLIENT_GONE, 1);
        assertThat(seen).isEmpty();
    }

    @Test
    void chargesAnEstimateWhereTheClientDisconnectsBeforeTheResponse() {
        reply = UpstreamReply.nothing();
        Future<Void> end = gateway.begin(Route.MESSAGES, "/v1/messages", TestGateway.headers());
        gateway.onLoop(() -> gateway.body.send(STREAM).end());
        LoopbackServer.until(() -> seen.size() == 1);

        gateway.onLoop(gateway.client::leave);
        LoopbackServer.await(end);

        gateway.assertEnded(499, Outcome.CLIENT_GONE, 1);
        assertThat(gateway.records.getFirst().response())
                .isEqualTo(ResponseFacts.NONE.estimated(CountingQuota.ESTIMATE));
        LoopbackServer.until(() -> gateway.upstream.open() == 0);
    }

    @Test
    void chargesWhatWasReadWhereTheClientDisconnectsInsideAStream() {
        reply = UpstreamReply.openStream();
        Future<Void> end = gateway.begin(Route.MESSAGES, "/v1/messages", TestGateway.headers());
        gateway.onLoop(() -> gateway.body.send(STREAM).end());
        LoopbackServer.until(() -> gateway.upstream.on(() -> gateway.client.writes.size()) > 0);

        gateway.onLoop(gateway.client::leave);
        LoopbackServer.await(end);

        gateway.assertEnded(499, Outcome.CLIENT_GONE, 1);
        assertThat(gateway.quota.used.getFirst().usage()).contains(new Usage(7, 0, 0, 0, 1, 0, List.of()));
        LoopbackServer.until(() -> gateway.upstream.open() == 0);
    }

    @Test
    void records499WhereAnErrorResponseDoesNotReachTheClient() {
        gateway.client.leave();

        LoopbackServer.await(gateway.begin(
                Route.MESSAGES, "/v1/messages", TestGateway.headers().remove("x-api-key")));

        gateway.assertEnded(499, Outcome.CLIENT_GONE, 0);
    }

    private String clientText() {
        return gateway.upstream.on(gateway.client::text);
    }
}
