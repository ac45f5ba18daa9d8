package dev.weir.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.Policy;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StartLineTest {
    @Test
    void namesPolicyUpstreamsAndRedisWithoutACredential() {
        String line = StartLine.text(
                "config/policy.yaml",
                new Policy(List.of()),
                Map.of(
                        "b", URI.create("https://user:secret@b.example/path?key=secret"),
                        "a", URI.create("https://api.anthropic.com")),
                Set.of(URI.create("rediss://user:secret@redis.example:6380/0?password=secret")));

        assertThat(line)
                .isEqualTo("Weir starts: policy config/policy.yaml (teams 0, keys 0), upstreams"
                        + " a (https://api.anthropic.com), b (https://b.example), Redis rediss://redis.example:6380");
    }
}
