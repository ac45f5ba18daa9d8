package dev.weir.e2e;

import static dev.weir.e2e.QuotaTeams.keyOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.quota.RedisQuotaLimiter;
import dev.weir.quota.store.redis.RedisServerForTests;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** A gateway that was started while there was no Redis. */
@QuarkusTest
@WithTestResource(
        value = QuotaEnvironmentResource.class,
        initArgs = @ResourceArg(name = QuotaEnvironmentResource.LATE, value = "true"))
class LateRedisQuarkusTest {
    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @SuppressWarnings("NullAway.Init") // injected by the resource
    RedisServerForTests redis;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    RedisQuotaLimiter limiter;

    @Test
    void servesWithoutRedisAndChargesWhenItComes() {
        ReceivedResponse ready =
                RawClient.exchange(environment.management(), RawRequest.bare("GET", "/q/health/ready"));
        ReceivedResponse early = exchange();
        redis.restart();

        BoundedWait.until("what was used without Redis is charged", () -> limiter.unsettled() == 0);
        ReceivedResponse counted = exchange();

        ReceivedResponse limits = environment.exchange(RawRequest.get("/weir/limits?user_id=u", keyOf("outage")));
        assertThat(ready.status()).isEqualTo(200);
        assertThat(early.status()).isEqualTo(200);
        assertThat(early.header("anthropic-ratelimit-requests-remaining")).isEmpty();
        assertThat(counted.header("anthropic-ratelimit-requests-remaining")).isPresent();
        assertThat(QuotaRequests.used(limits.json(), "user/tokens-per-day")).isGreaterThanOrEqualTo(7);
    }

    private ReceivedResponse exchange() {
        String script = environment
                .upstream()
                .addScript(connection -> connection.respond(
                        "200 OK\r\ncontent-type: application/json\r\n",
                        QuotaRequests.message(5, 2).getBytes(UTF_8)));
        return environment.exchange(RawRequest.message(keyOf("outage"), QuotaRequests.body("u", false))
                .playing(script));
    }
}
