package dev.weir.e2e;

import static dev.weir.e2e.QuotaRequests.used;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.quota.GuardedStore;
import dev.weir.quota.RedisQuotaLimiter;
import dev.weir.quota.StoreState;
import dev.weir.quota.store.redis.RedisServerForTests;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of Redis' state are gone while streams run: in the end Redis knows what they used, each once. */
@QuarkusTest
@WithTestResource(QuotaEnvironmentResource.class)
class LostStateQuarkusTest {
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

    @ParameterizedTest
    @ValueSource(strings = {"s", "l", "a"}) // the state of levels, their leases by expiry, what the leases hold
    void countsOnInRedisWhereAKindOfKeysIsGone(String kind) {
        String user = "lost-" + kind;
        try (PacedRequest stream = team().stream(user, 5)) {
            stream.send();
            stream.begin();
            deleteKeys("weir:q1:{outage-team}:" + kind + ":*");

            ReceivedResponse next = team().brief(user);
            stream.end();

            BoundedWait.until("all are settled", () -> limiter.unsettled() == 0);
            assertThat(next.header("anthropic-ratelimit-requests-limit")).isPresent();
            JsonNode limits = team().limits(user);
            assertThat(used(limits, "user/tokens-per-day")).isEqualTo(5 + 1 + 2);
            assertThat(limits.get("limits").findValuesAsText("held")).containsOnly("0");
            assertThat(limits.get("leases").asInt()).isZero();
        }
    }

    @Test
    void chargesStreamsThatEndWhileRedisHasLostAllAndRepliesLate() {
        List<String> users = List.of("late-a", "late-b", "late-c");
        List<PacedRequest> streams =
                users.stream().map(user -> team().stream(user, 5)).toList();
        streams.forEach(PacedRequest::send);
        streams.forEach(PacedRequest::begin);
        redis.command("FLUSHALL");
        redis.pause();

        streams.forEach(PacedRequest::end);
        BoundedWait.until("the settles are late", () -> store.state() != StoreState.GOOD);
        redis.goOn();

        BoundedWait.until("all are settled", () -> limiter.unsettled() == 0);
        streams.forEach(PacedRequest::close);
        assertThat(users)
                .allSatisfy(user -> assertThat(used(team().limits(user), "user/tokens-per-day"))
                        .isEqualTo(5 + 1));
    }

    private void deleteKeys(String pattern) {
        redis.command(
                "EVAL \"for _, key in ipairs(redis.call('KEYS', '" + pattern + "')) do redis.call('DEL', key) end\" 0");
    }

    private OutageTeam team() {
        return new OutageTeam(environment);
    }
}
