package dev.weir.quota;

import static dev.weir.quota.QuotaFixture.caller;
import static dev.weir.quota.QuotaFixture.plan;
import static dev.weir.quota.QuotaFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.check.RedisFailure;
import dev.weir.metering.LogCapture;
import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.quota.QuotaFixture.RecordedMeter;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import dev.weir.quota.store.redis.RedisConnections;
import dev.weir.quota.store.redis.RedisQuotaStore;
import dev.weir.quota.store.redis.RedisServerForTests;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the log says of a Redis in which limits cannot be counted. */
class StoreFailureLogRedisTest {
    private static final PatternFormatter MESSAGE = new PatternFormatter("%m");
    private static final String WRONG = "sk-a-wrong-password";

    private static final Terms DAILY = Terms.of(
            plan(new Limit(LimitKind.TOKENS_PER_DAY, 100)), caller(plan()).team());

    private final Vertx vertx = Vertx.vertx();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AtomicLong nanos = new AtomicLong();

    @ParameterizedTest
    @CsvSource({
        "'', asks for a password",
        "user:" + WRONG + "@, rejects user or password",
        ":" + WRONG + "@, rejects user or password"
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

    @Test
    void logsOneErrorOfAScriptAMinuteWithWhatRedisSays() {
        Subject anne = new Subject("search", "anne");
        try (RedisServerForTests redis = RedisServerForTests.start()) {
            redis.command("SET weir:q1:{search}:l:u:anne something-else");
            withStore("redis://127.0.0.1:" + redis.port(), store -> {
                Runnable meetsIt = () ->
                        result(store.query(from -> from.snapshot(anne, DAILY)).otherwiseEmpty());
                meetsIt.run();
                meetsIt.run();
                nanos.addAndGet(TimeUnit.SECONDS.toNanos(59));
                meetsIt.run();
                assertThat(lines)
                        .singleElement()
                        .asString()
                        .startsWith("ERROR Redis replies to a script with an error")
                        .contains("WRONGTYPE");

                nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
                meetsIt.run();
            });
        }

        assertThat(lines).hasSize(2);
    }

    /** Fails until the log says something. */
    private void log(String url) {
        withStore(url, store -> {
            store.probe();
            store.probe();
            store.probe();
            QuotaFixture.until(() -> !lines.isEmpty());
        });
    }

    private void withStore(String url, Consumer<GuardedStore> task) {
        RedisConnections connections = new RedisConnections(vertx, () -> Redis.createClient(vertx, url));
        GuardedStore store = new GuardedStore(
                new RedisQuotaStore(connections, Clock.systemUTC()),
                Duration.ofSeconds(10),
                new RecordedMeter(),
                cause -> RedisFailure.of(cause).text(),
                nanos::get);
        try (var _ = LogCapture.of(
                GuardedStore.class.getName(), record -> lines.add(record.getLevel() + " " + MESSAGE.format(record)))) {
            task.accept(store);
        } finally {
            connections.close();
            vertx.close();
        }
    }
}
