package dev.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** How often the gateway writes to the sockets of clients and upstreams. */
@QuarkusTest
@TestProfile(PatientStoreProfile.class)
@WithTestResource(QuotaEnvironmentResource.class)
class WriteCostQuarkusTest {
    private static final int REQUESTS = 20;

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected by Quarkus
    Vertx vertx;

    @Test
    void aBurstOfEventsThatArrivesAtOnceTakesOneWrite() {
        String script = environment.upstream().addScript(CostTraffic.burst());

        assertOneWriteEach(CostTraffic.request("unlimited", 500, true).playing(script));
    }

    @Test
    void aJsonResponseTakesOneWrite() {
        String script = environment.upstream().addScript(CostTraffic.message(500));

        assertOneWriteEach(CostTraffic.request("unlimited", 500, false).playing(script));
    }

    @Test
    void limitsAddNoWriteToClientOrUpstream() {
        String script = environment.upstream().addScript(CostTraffic.burst());

        assertOneWriteEach(CostTraffic.request("ordinary", 500, true).playing(script));
    }

    @Test
    void everyPacedEventTakesOneWrite() {
        ConfirmedStream stream = new ConfirmedStream(
                environment.upstream(),
                CostTraffic.request("unlimited", 500, true),
                CostTraffic.events(CostTraffic.EVENTS));
        try (RawClient client = new RawClient(environment.gateway());
                SocketCalls calls = SocketCalls.record(vertx)) {
            stream.exchange(client);
            SocketCalls.Counted counted = calls.stop();

            int lastChunk = 1;
            assertThat(counted.readsFrom(environment.upstream().port())).isEqualTo(CostTraffic.EVENTS + lastChunk);
            assertThat(counted.writesTo(client.localPort())).isEqualTo(CostTraffic.EVENTS + lastChunk);
        }
    }

    /** The first exchange opens the connection to the upstream, and is not counted. */
    private void assertOneWriteEach(RawRequest request) {
        try (RawClient client = new RawClient(environment.gateway())) {
            CostTraffic.repeat(1, client, request);
            try (SocketCalls calls = SocketCalls.record(vertx)) {
                CostTraffic.repeat(REQUESTS, client, request);
                SocketCalls.Counted counted = calls.stop();

                assertThat(counted.writesTo(client.localPort())).isEqualTo(REQUESTS);
                assertThat(counted.writesTo(environment.upstream().port())).isEqualTo(REQUESTS);
            }
        }
    }
}
