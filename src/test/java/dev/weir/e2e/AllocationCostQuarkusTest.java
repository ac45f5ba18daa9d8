package dev.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.quota.store.redis.RedisServerForTests;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How many bytes the event loops allocate on the heap for a small request and for an event, at most.
 *
 * <p>A ceiling is a quarter above what was measured over 6,000 requests: a JSON request 35.1 KB without limits and
 * 65.4 KB with them, a burst of 66 events 60.7 KB and 91.7 KB, an event that comes alone 1.1 KB. Before the JIT
 * compiler has done its work it is up to half more.
 */
@QuarkusTest
@TestProfile(PatientStoreProfile.class)
@WithTestResource(QuotaEnvironmentResource.class)
class AllocationCostQuarkusTest {
    private static final int REQUESTS = 100;
    private static final int PACED_EVENTS = 300;
    private static final int PACED_EVENT_CEILING = 1_450;

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @SuppressWarnings("NullAway.Init") // injected by the resource
    RedisServerForTests redis;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected by Quarkus
    Vertx vertx;

    @BeforeEach
    void leaveOutWhatIsOfTests() {
        environment.logs().detach();
        redis.command("CONFIG SET appendfsync no");
    }

    @AfterEach
    void restore() {
        environment.logs().attach();
        redis.command("CONFIG SET appendfsync always");
    }

    /** Returns the plan, whether the response is a burst of 66 events, and the ceiling in bytes for each request. */
    static Stream<Arguments> requests() {
        return Stream.of(
                Arguments.of("unlimited", false, 44_000),
                Arguments.of("ordinary", false, 82_000),
                Arguments.of("unlimited", true, 76_000),
                Arguments.of("ordinary", true, 115_000));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestAllocatesNoMoreThanItsCeiling(String plan, boolean stream, int ceiling) {
        String script = environment.upstream().addScript(stream ? CostTraffic.burst() : CostTraffic.message(500));
        RawRequest request = CostTraffic.request(plan, 500, stream).playing(script);
        try (RawClient client = new RawClient(environment.gateway())) {
            long bytes = new EventLoopAllocation(vertx)
                    .least((long) ceiling * REQUESTS, () -> CostTraffic.repeat(REQUESTS, client, request));

            assertThat(bytes / REQUESTS).isLessThanOrEqualTo(ceiling);
        }
    }

    @Test
    void anEventThatComesAloneAllocatesNoMoreThanItsCeiling() {
        ConfirmedStream stream = new ConfirmedStream(
                environment.upstream(), CostTraffic.request("unlimited", 500, true), CostTraffic.events(PACED_EVENTS));
        try (RawClient client = new RawClient(environment.gateway())) {
            long bytes = new EventLoopAllocation(vertx)
                    .least((long) PACED_EVENT_CEILING * PACED_EVENTS, () -> stream.exchange(client));

            assertThat(bytes / PACED_EVENTS).isLessThanOrEqualTo(PACED_EVENT_CEILING);
        }
    }
}
