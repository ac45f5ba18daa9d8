package dev.weir.e2e;

import static dev.weir.e2e.QuotaRequests.json;
import static dev.weir.e2e.QuotaRequests.limit;
import static dev.weir.e2e.QuotaRequests.message;
import static dev.weir.e2e.QuotaRequests.used;
import static dev.weir.e2e.QuotaTeams.keyOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.quota.store.redis.RedisServerForTests;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Periods of budgets under a booted gateway, where Redis' clock was ahead or the team moves to another time zone. */
@QuarkusTest
@TestProfile(PatientStoreProfile.class)
@WithTestResource(QuotaEnvironmentResource.class)
class PeriodQuarkusTest {
    /** Moves the ends of day and month of a team's levels by 60 days, as a clock does that was ahead. */
    private static final String BEGUN_AHEAD =
            "EVAL \"for _, key in ipairs(redis.call('KEYS', 'weir:q1:{period-team}:s:*')) do"
                    + " local state = cmsgpack.unpack(redis.call('GET', key))"
                    + " state[21] = state[21] + 5184000000 state[22] = state[22] + 5184000000"
                    + " redis.call('SET', key, cmsgpack.pack(state)) end\" 0";

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @SuppressWarnings("NullAway.Init") // injected by the resource
    RedisServerForTests redis;

    @AfterEach
    void restore() {
        environment.files().writePolicy(QuotaTeams.policy());
    }

    @Test
    void replacesADayThatBeganWhileRedisClockWasAhead() {
        send("ahead", 99, 1);
        Billing billing = new Billing(environment, "period");
        billing.settledLimits("ahead");
        int exhausted = send("ahead", 1, 1);
        redis.command(BEGUN_AHEAD);

        int next = send("ahead", 40, 9);

        billing.assertCounted("ahead", UpstreamTruth.exact(40, 9));
        JsonNode limits = billing.limits("ahead");
        assertThat(exhausted).isEqualTo(429);
        assertThat(next).isEqualTo(200);
        assertThat(used(limits, "user/tokens-per-month")).isEqualTo(49);
        assertThat(Instant.parse(
                        limit(limits, "user/tokens-per-day").get("resets_at").asText()))
                .isBefore(Instant.now().plus(Duration.ofHours(25)));
    }

    @Test
    void keepsWhatWasUsedWhereAReloadMovesTheTeamToAnotherTimeZone() {
        Billing billing = new Billing(environment, "period");
        send("mover", 40, 9);
        billing.settledLimits("mover");
        double reloads = reloads();
        environment
                .files()
                .writePolicy(QuotaTeams.policy().replace("period-team: {", "period-team: { time-zone: Asia/Tokyo,"));
        BoundedWait.until("the reload", () -> reloads() > reloads);

        int next = send("mover", 40, 9);

        assertThat(next).isEqualTo(200);
        billing.assertCounted("mover", UpstreamTruth.exact(80, 18));
        assertThat(used(billing.limits("mover"), "user/tokens-per-month")).isEqualTo(98);
    }

    private double reloads() {
        return environment.metrics().sum("weir_policy_reloads_total", "result=\"applied\"");
    }

    private int send(String user, int input, int output) {
        return environment
                .exchange(RawRequest.message(keyOf("period"), QuotaRequests.body(user, false))
                        .playing(environment.upstream().addScript(json(message(input, output)))))
                .status();
    }
}
