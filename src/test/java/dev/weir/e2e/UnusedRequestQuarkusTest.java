package dev.weir.e2e;

import static dev.weir.e2e.QuotaRequests.json;
import static dev.weir.e2e.QuotaRequests.message;
import static dev.weir.e2e.QuotaRequests.used;
import static dev.weir.e2e.QuotaRequests.whole;
import static dev.weir.e2e.QuotaTeams.keyOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.e2e.ScriptedUpstream.ConnectionScript;
import dev.weir.quota.GuardedStore;
import dev.weir.quota.RedisQuotaLimiter;
import dev.weir.quota.StoreState;
import dev.weir.quota.store.redis.RedisServerForTests;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Requests that Redis holds no lease for leave something in Redis only where they used something: those that shadow
 * mode admits although it would reject them, and those that were admitted while Redis was gone.
 */
@QuarkusTest
@WithTestResource(QuotaEnvironmentResource.class)
class UnusedRequestQuarkusTest {
    private static final ConnectionScript UNUSED =
            whole("500 Scripted\r\ncontent-type: application/json\r\n", "{\"type\":\"error\"}");
    private static final int REQUESTS = 10;

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @SuppressWarnings("NullAway.Init") // injected by the resource
    RedisServerForTests redis;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    GuardedStore store;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    RedisQuotaLimiter limiter;

    private boolean isKilled;

    @AfterEach
    void restart() {
        if (isKilled) {
            redis.restart();
        }
    }

    @Test
    void remembersAChargeInShadowModeOnlyWhereSomethingWasUsed() {
        Billing billing = new Billing(environment, "watched");
        send("watched", "watcher", json(message(40, 9))); // has the lease of this minute
        double denied = deniedInShadow();
        for (int request = 0; request < REQUESTS; request++) {
            send("watched", "watcher", UNUSED);
        }
        BoundedWait.until("all are settled", () -> limiter.unsettled() == 0);
        long afterUnused = charges("watched");

        for (int request = 0; request < REQUESTS; request++) {
            send("watched", "watcher", json(message(40, 9)));
        }

        BoundedWait.until("all are settled", () -> limiter.unsettled() == 0);
        assertThat(deniedInShadow() - denied).isEqualTo(2.0 * REQUESTS);
        assertThat(afterUnused).isZero();
        assertThat(charges("watched")).isEqualTo(REQUESTS);
        billing.assertCounted("watcher", UpstreamTruth.exact(40L * (1 + REQUESTS), 9L * (1 + REQUESTS)));
    }

    @Test
    void queuesAndRemembersAChargeOfAnOutageOnlyWhereSomethingWasUsed() {
        String user = "unused";
        isKilled = true;
        redis.kill();
        BoundedWait.until("Redis is given up", () -> {
            send("outage", user, UNUSED);
            return store.state() == StoreState.GONE;
        });
        int sent = limiter.unsettled(); // Redis may have got their reservations
        for (int request = 0; request < REQUESTS; request++) {
            send("outage", user, UNUSED);
        }
        int afterUnused = limiter.unsettled();
        for (int request = 0; request < REQUESTS; request++) {
            send("outage", user, json(message(40, 9)));
        }
        int afterUsed = limiter.unsettled();
        redis.restart();
        isKilled = false;

        BoundedWait.until("all are settled", () -> store.state() == StoreState.GOOD && limiter.unsettled() == 0);
        JsonNode limits = new Billing(environment, "outage").settledLimits(user);
        assertThat(afterUnused).isEqualTo(sent);
        assertThat(afterUsed - afterUnused).isEqualTo(REQUESTS);
        assertThat(used(limits, "user/tokens-per-day")).isEqualTo(49L * REQUESTS);
    }

    private double deniedInShadow() {
        return environment.metrics().sum("weir_quota_decisions_total", "team=\"watched-team\"", "shadow_denied");
    }

    /** Returns how many charges of a team Redis remembers. */
    private long charges(String team) {
        return Long.parseLong(
                redis.sendLine("ZCARD weir:q1:{" + team + "-team}:c").strip().substring(1));
    }

    private void send(String team, String user, ConnectionScript script) {
        ReceivedResponse response =
                environment.exchange(RawRequest.message(keyOf(team), QuotaRequests.body(user, false))
                        .playing(environment.upstream().addScript(script)));
        assertThat(response.status()).isIn(200, 500);
    }
}
