package dev.weir.e2e;

import static dev.weir.e2e.QuotaRequests.limit;
import static dev.weir.e2e.QuotaRequests.used;
import static dev.weir.e2e.QuotaTeams.keyOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a booted gateway says was used, from when this was made: the limits in Redis, as {@code GET /weir/limits} reads
 * them, the usage log and the metrics.
 */
final class Billing {
    private final GatewayEnvironment environment;
    private final String team;
    private final Use before;

    /** Begins to count; the team is named by its key. */
    Billing(GatewayEnvironment environment, String team) {
        this.environment = environment;
        this.team = team;
        this.before = use();
    }

    /** What the metrics have counted so far. */
    private record Use(double input, double output, double usd, long left) {}

    private Use use() {
        Metrics metrics = environment.metrics();
        return new Use(
                metrics.sum("weir_tokens_total", "kind=\"input\""),
                metrics.sum("weir_tokens_total", "kind=\"output\""),
                metrics.sum("weir_cost_usd_total"),
                (long) metrics.sum("weir_requests_total", "outcome=\"client_gone\""));
    }

    /** Asserts that Redis, the usage log's line and the metrics agree with the truth about a user's only exchange. */
    void assertCharged(String user, JsonNode line, UpstreamTruth truth) {
        assertThat(line.get("outcome").asText()).isEqualTo(truth.outcome());
        assertThat(line.get("usage").asText()).isEqualTo(truth.usage());
        assertThat(line.get("input_tokens").asLong()).isEqualTo(truth.input());
        assertThat(line.get("output_tokens").asLong()).isEqualTo(truth.output());
        assertThat(line.get("cost_usd").asDouble()).isEqualTo(truth.usd());
        assertCounted(user, truth);
    }

    /** Asserts that Redis and the metrics agree with the truth about all exchanges of a user. */
    void assertCounted(String user, UpstreamTruth truth) {
        JsonNode limits = settledLimits(user);
        Use after = use();
        assertThat(used(limits, "user/tokens-per-day")).isEqualTo(truth.input() + truth.output());
        assertThat(limit(limits, "user/usd-per-day").get("used").asDouble()).isEqualTo(truth.usd());
        assertThat(limit(limits, "user/usd-per-day").get("held").asDouble()).isZero();
        assertThat(after.input() - before.input()).isEqualTo((double) truth.input());
        assertThat(after.output() - before.output()).isEqualTo((double) truth.output());
        assertThat(after.usd() - before.usd()).isCloseTo(truth.usd(), offset(1e-9));
    }

    /** Returns the usage log's line about the one client that has left meanwhile. */
    JsonNode onlyLineOfOneWhoLeft() {
        BoundedWait.until("the record", () -> use().left() == before.left() + 1);
        BoundedWait.until("its line", () -> !environment.logs().usage().isEmpty());
        JsonNode line = environment.logs().usage().getLast();
        assertThat(line.get("status").asInt()).isEqualTo(499);
        return line;
    }

    /** Returns how the limits of a user stand once no lease is open. */
    JsonNode settledLimits(String user) {
        BoundedWait.until("no lease", () -> limits(user).get("leases").asInt() == 0);
        return limits(user);
    }

    /** Returns how the limits of a user stand now. */
    JsonNode limits(String user) {
        return environment
                .exchange(RawRequest.get("/weir/limits?user_id=" + user, keyOf(team)))
                .json();
    }
}
