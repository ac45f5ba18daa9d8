package dev.weir.e2e;

import static dev.weir.e2e.QuotaTeams.keyOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.quota.RedisQuotaLimiter;
import dev.weir.quota.store.RedisServerForTests;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** A gateway that was started while there was no Redis. */
@QuarkusTest
@WithTestResource(
        value = QuotaWorldResource.class,
        initArgs = @ResourceArg(name = QuotaWorldResource.LATE, value = "true"))
class LateRedisQuarkusTest {
    @SuppressWarnings("NullAway.Init") // handed in by the resource
    World world;

    @SuppressWarnings("NullAway.Init") // handed in by the resource
    RedisServerForTests redis;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    RedisQuotaLimiter limiter;

    @Test
    void servesWithoutRedisAndChargesWhenItComes() {
        Answer ready = Client.ask(world.management(), Asked.bare("GET", "/q/health/ready"));
        Answer early = ask();
        redis.restart();

        Await.until("what was used without Redis is charged", () -> limiter.unsettled() == 0);
        Answer counted = ask();

        Answer limits = world.ask(Asked.get("/weir/limits?user_id=u", keyOf("outage")));
        assertThat(ready.status()).isEqualTo(200);
        assertThat(early.status()).isEqualTo(200);
        assertThat(early.header("anthropic-ratelimit-requests-remaining")).isEmpty();
        assertThat(counted.header("anthropic-ratelimit-requests-remaining")).isPresent();
        assertThat(QuotaWords.used(limits.json(), "user/tokens-per-day")).isGreaterThanOrEqualTo(7);
    }

    private Answer ask() {
        String script = world.upstream()
                .learn(stage -> stage.answer(
                        "200 OK\r\ncontent-type: application/json\r\n",
                        QuotaWords.message(5, 2).getBytes(UTF_8)));
        return world.ask(
                Asked.message(keyOf("outage"), QuotaWords.body("u", false)).playing(script));
    }
}
