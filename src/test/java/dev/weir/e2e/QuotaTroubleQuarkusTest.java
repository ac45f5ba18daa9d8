package dev.weir.e2e;

import static dev.weir.e2e.QuotaRequests.used;
import static dev.weir.e2e.QuotaTeams.keyOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.quota.GuardedStore;
import dev.weir.quota.RedisQuotaLimiter;
import dev.weir.quota.StoreState;
import dev.weir.quota.store.redis.RedisServerForTests;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever happens to Redis, a booted gateway fails no request, and in the end Redis knows what all of them used, each
 * once.
 */
@QuarkusTest
@WithTestResource(QuotaEnvironmentResource.class)
class QuotaTroubleQuarkusTest {
    private static final Duration RECOVERY = Duration.ofSeconds(10);
    private static final Duration CATCH_UP = RedisTrouble.TIME.plusSeconds(10);

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

    private final List<PacedRequest> open = new ArrayList<>();
    private boolean isInTrouble;

    private enum OutagePhase {
        BEFORE,
        DURING,
        AFTER
    }

    /** A request, and in which phases it is sent, begun and ended. */
    private record Passage(OutagePhase sent, OutagePhase begun, OutagePhase ended, PacedRequest request) {
        void go(OutagePhase phase) {
            if (sent == phase) {
                request.send();
            }
            if (begun == phase) {
                request.begin();
            }
            if (ended == phase) {
                request.end();
            }
        }
    }

    @AfterEach
    void end() {
        open.forEach(PacedRequest::close);
        if (isInTrouble) {
            redis.goOn();
            redis.restart();
        }
    }

    @ParameterizedTest
    @EnumSource
    void failsNoRequestAndChargesEachOnce(RedisTrouble trouble) {
        String user = trouble.name().toLowerCase(Locale.ROOT);
        List<Passage> passages = passages(user);
        long ofTeam = used(team().limits(user), "team/tokens-per-month");

        passages.forEach(passage -> passage.go(OutagePhase.BEFORE));
        isInTrouble = true;
        trouble.begin(redis);
        passages.forEach(passage -> passage.go(OutagePhase.DURING));
        long brief = callsFor(RedisTrouble.TIME, user);
        if (trouble.isTotal()) {
            long ended = brief
                    + passages.stream()
                            .filter(passage -> passage.ended() == OutagePhase.DURING)
                            .count();
            BoundedWait.until("Redis knows none that ended", () -> limiter.unsettled() == ended);
        }
        trouble.end(redis);
        isInTrouble = false;
        brief += callsUntilRedisCounts(user);
        passages.forEach(passage -> passage.go(OutagePhase.AFTER));

        BoundedWait.until(
                "all are settled",
                CATCH_UP,
                () -> limiter.unsettled() == 0
                        && team().limits(user).get("leases").asInt() == 0);
        // Inputs 1, 2, 4, ... and one token of output each; brief requests have one of each
        long expected = (1L << passages.size()) - 1 + passages.size() + 2 * brief;
        JsonNode limits = team().limits(user);
        assertThat(used(limits, "user/tokens-per-day")).isEqualTo(expected);
        assertThat(used(limits, "team/tokens-per-month") - ofTeam).isEqualTo(expected);
        assertThat(limits.get("limits").findValuesAsText("held")).containsOnly("0");
    }

    @Test
    void staysReadyAndSaysThatLimitsCannotBeReadWhileRedisIsGone() {
        redis.kill();
        callsFor(Duration.ZERO, "reader");
        BoundedWait.until("the store is given up", () -> store.state() == StoreState.GONE);

        ReceivedResponse unreadable =
                environment.exchange(RawRequest.get("/weir/limits?user_id=reader", keyOf("outage")));
        ReceivedResponse ready =
                RawClient.exchange(environment.management(), RawRequest.bare("GET", "/q/health/ready"));

        redis.restart();
        assertThat(unreadable.status()).isEqualTo(503);
        assertThat(ready.status()).isEqualTo(200);
        BoundedWait.until("Redis counts again", () -> store.state() == StoreState.GOOD && limiter.unsettled() == 0);
        assertThat(used(team().limits("reader"), "user/tokens-per-day")).isEqualTo(2);
    }

    /** Returns a request for each order of the phases in which it can be sent, begun and ended. */
    private List<Passage> passages(String user) {
        List<Passage> passages = new ArrayList<>();
        for (OutagePhase sent : OutagePhase.values()) {
            for (OutagePhase begun : OutagePhase.values()) {
                for (OutagePhase ended : OutagePhase.values()) {
                    if (sent.compareTo(begun) <= 0 && begun.compareTo(ended) <= 0) {
                        passages.add(new Passage(sent, begun, ended, paced(user, 1 << passages.size())));
                    }
                }
            }
        }
        return passages;
    }

    private PacedRequest paced(String user, int input) {
        PacedRequest paced = team().stream(user, input);
        open.add(paced);
        return paced;
    }

    /** Makes one brief request, and more for some time; returns how many. */
    private long callsFor(Duration time, String user) {
        long end = System.nanoTime() + time.toNanos();
        long requests = 0;
        do {
            assertThat(team().brief(user).status()).isEqualTo(200);
            requests++;
        } while (System.nanoTime() < end);
        return requests;
    }

    /** Makes brief requests until Redis decides one; returns how many. */
    private long callsUntilRedisCounts(String user) {
        List<ReceivedResponse> responses = new ArrayList<>();
        BoundedWait.until("Redis counts again", RECOVERY, () -> {
            responses.add(team().brief(user));
            return responses
                    .getLast()
                    .header("anthropic-ratelimit-requests-limit")
                    .isPresent();
        });
        assertThat(responses).extracting(ReceivedResponse::status).containsOnly(200);
        return responses.size();
    }

    private OutageTeam team() {
        return new OutageTeam(environment);
    }
}
