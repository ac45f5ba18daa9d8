package dev.weir.e2e;

import static dev.weir.e2e.QuotaRequests.end;
import static dev.weir.e2e.QuotaRequests.json;
import static dev.weir.e2e.QuotaRequests.message;
import static dev.weir.e2e.QuotaRequests.start;
import static dev.weir.e2e.QuotaTeams.keyOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.pipeline.Drain;
import dev.weir.quota.RedisQuotaLimiter;
import dev.weir.quota.store.redis.RedisServerForTests;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A booted gateway drains while it reads on for the usage of a response whose client has left. */
@QuarkusTest
@TestProfile(LongReadOnProfile.class)
@WithTestResource(QuotaEnvironmentResource.class)
class DrainQuarkusTest {
    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @SuppressWarnings("NullAway.Init") // injected by the resource
    RedisServerForTests redis;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    Drain drain;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    RedisQuotaLimiter limiter;

    @Test
    void waitsForTheUsageOfAStreamThatItsClientLeft() throws Exception {
        Billing billing = new Billing(environment, "outage");
        CountDownLatch mayEnd = new CountDownLatch(1);
        new LeavingClient(environment).leaveAfter(request(), start(40), connection -> {
            LeavingClient.await(mayEnd);
            connection.chunk(end(30_100));
            connection.lastChunk();
        });

        Thread draining = Thread.ofVirtual().start(drain::run);
        BoundedWait.until("no request is let in", () -> statusOfAnother() == 529);
        boolean waited = draining.isAlive() && environment.metrics().sum("weir_requests_in_flight") == 1;
        mayEnd.countDown();
        boolean drained = draining.join(Duration.ofSeconds(20));

        JsonNode line = billing.onlyLineOfOneWhoLeft();
        BoundedWait.until("it is settled", () -> limiter.unsettled() == 0);
        assertThat(waited).isTrue();
        assertThat(drained).isTrue();
        assertThat(line.get("usage").asText()).isEqualTo("exact");
        assertThat(line.get("output_tokens").asLong()).isEqualTo(30_100);
        assertThat(redis.sendLine("ZCARD weir:q1:{outage-team}:l:t")).startsWith(":0");
    }

    private int statusOfAnother() {
        return environment
                .exchange(request().playing(environment.upstream().addScript(json(message(1, 1)))))
                .status();
    }

    private static RawRequest request() {
        return RawRequest.message(keyOf("outage"), QuotaRequests.body("drained", true));
    }
}
