package dev.weir.e2e;

import static dev.weir.e2e.QuotaTeams.keyOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.quota.RedisQuotaLimiter;
import dev.weir.quota.store.redis.RedisWithReplicas;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Streams of many teams that last longer than a lease, and a master of Redis that is lost while they run. */
record LostMaster(GatewayEnvironment environment, RedisWithReplicas redis, RedisQuotaLimiter limiter) {
    /** The shortest there is. */
    static final Duration LEASE_TIME = Duration.ofSeconds(3);

    private static final Duration FAILOVER = Duration.ofSeconds(60);
    private static final String USER = "u";

    /** Plays it, and fails where a stream does, where a lease is not renewed, or where Redis does not know the sum. */
    void play() {
        List<PacedRequest> requests = QuotaTeams.spread().map(this::request).toList();
        requests.forEach(PacedRequest::send);
        requests.forEach(PacedRequest::begin);
        awaitRenewals();

        redis.killMaster();
        requests.forEach(PacedRequest::end);

        BoundedWait.until("all are settled", FAILOVER, () -> limiter.unsettled() == 0);
        List<Long> used = new ArrayList<>();
        QuotaTeams.spread().forEach(team -> used.add(QuotaRequests.used(awaitLimits(team), "team/tokens-per-month")));
        assertThat(used).hasSameSizeAs(requests).containsOnly(43L);
        requests.forEach(PacedRequest::close);
    }

    private PacedRequest request(String team) {
        RawRequest request = RawRequest.message(keyOf(team), QuotaRequests.body(USER, true));
        return new PacedRequest(environment, request, QuotaRequests.start(40), QuotaRequests.end(3));
    }

    /** Returns once all leases are older than one becomes by itself, by the clock of Redis. */
    private void awaitRenewals() {
        List<String> teams = QuotaTeams.spread().toList();
        Instant expiry = time(awaitLimits(teams.getLast())).plus(LEASE_TIME).plusSeconds(1);
        BoundedWait.until(
                "time has passed", () -> time(awaitLimits(teams.getFirst())).isAfter(expiry));
        assertThat(teams)
                .allSatisfy(team ->
                        assertThat(awaitLimits(team).get("leases").asInt()).isEqualTo(1));
    }

    private static Instant time(JsonNode limits) {
        return Instant.parse(limits.get("time").asText());
    }

    private JsonNode awaitLimits(String team) {
        List<ReceivedResponse> read = new ArrayList<>();
        BoundedWait.until("limits of " + team + " can be read", FAILOVER, () -> {
            read.add(environment.exchange(RawRequest.get("/weir/limits?user_id=" + USER, keyOf(team))));
            return read.getLast().status() == 200;
        });
        return read.getLast().json();
    }
}
