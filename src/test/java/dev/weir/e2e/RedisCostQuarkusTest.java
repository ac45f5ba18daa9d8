package dev.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.quota.store.redis.RedisServerForTests;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How many commands a request with limits sends to Redis, and in how many writes. */
@QuarkusTest
@TestProfile(PatientStoreProfile.class)
@WithTestResource(QuotaEnvironmentResource.class)
class RedisCostQuarkusTest {
    private static final int REQUESTS = 40;
    private static final Pattern SCRIPT_CALLS = Pattern.compile("cmdstat_evalsha:calls=(\\d+)");

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected by Quarkus
    Vertx vertx;

    @SuppressWarnings("NullAway.Init") // injected by the resource
    RedisServerForTests redis;

    @Test
    void aRequestTakesOneCommandToReserveAndOneToSettle() {
        RawRequest request = request("ordinary");
        try (RawClient client = new RawClient(environment.gateway())) {
            RedisCost cost = cost(REQUESTS, () -> CostTraffic.repeat(REQUESTS, client, request));

            assertThat(cost).isEqualTo(new RedisCost(2 * REQUESTS, 2 * REQUESTS));
        }
    }

    @Test
    void requestsAtTheSameTimeTakeNoMore() {
        RawRequest request = request("ordinary");
        List<RawClient> clients = Stream.generate(() -> new RawClient(environment.gateway()))
                .limit(REQUESTS)
                .toList();

        RedisCost cost = cost(REQUESTS, () -> exchangeAtOnce(clients, request));
        clients.forEach(RawClient::close);

        assertThat(cost.commands()).isBetween(1L, 2L * REQUESTS);
        assertThat(cost.writes()).isLessThanOrEqualTo(cost.commands());
    }

    @Test
    void aRequestWithoutLimitsTakesNone() {
        RawRequest request = request("unlimited");
        try (RawClient client = new RawClient(environment.gateway())) {
            RedisCost cost = cost(0, () -> CostTraffic.repeat(REQUESTS, client, request));

            assertThat(cost).isEqualTo(new RedisCost(0, 0));
        }
    }

    /** Script calls that Redis ran, and writes to its connections. */
    private record RedisCost(long commands, long writes) {}

    private RawRequest request(String plan) {
        String script = environment.upstream().addScript(CostTraffic.message(500));
        return CostTraffic.request(plan, 500, false).playing(script);
    }

    private static void exchangeAtOnce(List<RawClient> clients, RawRequest request) {
        for (RawClient client : clients) {
            client.send(request.head());
            client.send(request.body());
        }
        for (RawClient client : clients) {
            assertThat(client.response(request).status()).isEqualTo(200);
        }
    }

    /** Runs work once to open connections, then once more and returns the cost. */
    private RedisCost cost(int settlements, Runnable work) {
        runToTheEnd(settlements, work);
        long before = commands();
        try (SocketCalls calls = SocketCalls.record(vertx)) {
            runToTheEnd(settlements, work);
            return new RedisCost(commands() - before, calls.stop().writesTo(redis.port()));
        }
    }

    /** Runs work, and waits until Redis has replied to its settlements: they do not hold up a response. */
    private void runToTheEnd(int settlements, Runnable work) {
        double before = settled();
        work.run();
        BoundedWait.until("settlements", () -> settled() >= before + settlements);
    }

    private double settled() {
        return environment.metrics().sum("weir_quota_store_duration_seconds_count", "script=\"settle\"");
    }

    private long commands() {
        Matcher found = SCRIPT_CALLS.matcher(redis.sendLine("INFO commandstats"));
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }
}
