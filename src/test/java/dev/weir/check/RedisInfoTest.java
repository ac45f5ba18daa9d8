package dev.weir.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.settings.Finding;
import dev.weir.settings.Finding.Severity;
import io.vertx.redis.client.RedisClientType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisInfoTest {
    @ParameterizedTest
    @CsvSource({
        "redis_version:5.0.14, Redis 5.0.14 is too old",
        "redis_version:6.0.16, Redis 6.0.16 is too old",
        "loading:1, still reads its data from disk",
        "role:slave, 'is a replica, which takes no writes'",
        "redis_mode:sentinel, 'is a Sentinel, but quarkus.redis.client-type is standalone'",
        "server_mode:cluster, 'is a cluster, but quarkus.redis.client-type is standalone'"
    })
    void namesWhatKeepsLimitsFromBeingCounted(String line, String problem) {
        RedisInfo info = RedisInfo.of("# Server\r\n" + line + "\r\n");

        List<Finding> obstacles = info.obstacles(Severity.WARNING, RedisClientType.STANDALONE);

        assertThat(obstacles).singleElement().satisfies(finding -> {
            assertThat(finding.problem()).isEqualTo(problem);
            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "'redis_version:6.2.0', Redis 6.2.0",
        "'redis_version:10.1.0', Redis 10.1.0",
        "'redis_version:5.2.4\nserver_name:valkey\nvalkey_version:8.1.0', Valkey 8.1.0"
    })
    void takesEveryServerThatIsNewEnough(String text, String server) {
        RedisInfo info = RedisInfo.of(text + "\nredis_mode:standalone\nrole:master\nloading:0");

        List<Finding> obstacles = info.obstacles(Severity.FAULT, RedisClientType.STANDALONE);

        assertThat(obstacles).isEmpty();
        assertThat(info.server()).isEqualTo(server);
    }

    @Test
    void warnsOfNothingThatItWasNotTold() {
        assertThat(RedisInfo.of("").warnings()).isEmpty();
    }
}
