package dev.weir.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.check.RedisFailure;
import dev.weir.metering.LogCapture;
import dev.weir.quota.QuotaFixture.RecordedMeter;
import dev.weir.quota.store.redis.RedisConnections;
import dev.weir.quota.store.redis.RedisQuotaStore;
import dev.weir.quota.store.redis.RedisServerForTests;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the log says of a Redis in which limits cannot be counted. */
class StoreFailureLogRedisTest {
    private static final String WRONG = "sk-a-wrong-password";

    private final Vertx vertx = Vertx.vertx();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "'', asks for a password",
        "user:" + WRONG + "@, refuses user or password",
        ":" + WRONG + "@, refuses user or password"
    })
    void saysThatThePasswordIsWrongAndNotThatRedisIsSilent(String credentials, String cause) {
        try (RedisServerForTests redis = RedisServerForTests.start("--requirepass", "sesame")) {
            log("redis://" + credentials + "127.0.0.1:" + redis.port());
        }

        assertThat(lines)
                .singleElement()
                .asString()
                .startsWith("WARN Redis fails, so limits are counted on this replica, as weir.quota.on-outage says: ")
                .contains(cause, "Set quarkus.redis.password")
                .doesNotContain(WRONG);
    }

    @Test
    void saysThatNobodyListens() {
        log("redis://127.0.0.1:1");

        assertThat(lines)
                .singleElement()
                .asString()
                .contains("cannot be reached: Connection refused", "Check quarkus.redis.hosts");
    }

    /** Fails until the log says something. */
    private void log(String url) {
        RedisConnections connections = new RedisConnections(vertx, () -> Redis.createClient(vertx, url));
        GuardedStore store = new GuardedStore(
                new RedisQuotaStore(connections, Clock.systemUTC()),
                Duration.ofSeconds(10),
                new RecordedMeter(),
                cause -> RedisFailure.of(cause).text());
        try (var _ = LogCapture.of(
                GuardedStore.class.getName(), record -> lines.add(record.getLevel() + " " + record.getMessage()))) {
            store.probe();
            store.probe();
            store.probe();
            QuotaFixture.until(() -> !lines.isEmpty());
        } finally {
            connections.close();
            vertx.close();
        }
    }
}
