package dev.weir.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.settings.Finding;
import dev.weir.upstream.UpstreamConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses of an upstream as operators mistype them: each is a fault that says what was expected. */
class UpstreamCheckTest {
    private static final URI GOOD = URI.create("https://api.example");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.example",
                "api.example:443",
                "localhost:8080",
                "https:api.example",
                "https:/api.example",
                "https:///v1",
                "//api.example",
                "ftp://api.example",
                "mailto:somebody@api.example",
                "https://user:secret@api.example",
                "https://api.example?key=1",
                "https://api.example/v1",
                ""
            })
    void findsAUrlThatIsNoBase(String url) {
        List<Finding> findings = check(URI.create(url), Optional.empty());

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.subject()).isEqualTo("weir.upstreams.main.url");
            assertThat(finding.toString()).contains("https://api.anthropic.com").doesNotContain("secret");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example", "proxy.example:3128", "http:proxy", "http://proxy.example/path", ""})
    void findsAProxyThatIsNoOrigin(String proxy) {
        List<Finding> findings = check(GOOD, Optional.of(URI.create(proxy)));

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.subject()).isEqualTo("weir.upstreams.main.proxy");
            assertThat(finding.toString()).contains("http://proxy.example:3128");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://api.example", "http://127.0.0.1:9100/", "https://api.example:8443/anthropic"})
    void findsNothingWrongWithABase(String url) {
        assertThat(check(URI.create(url), Optional.of(URI.create("http://proxy.example:3128"))))
                .isEmpty();
    }

    private static List<Finding> check(URI url, Optional<URI> proxy) {
        return new UpstreamCheck("weir.upstreams.main", new MistypedUpstream(url, proxy)).findings();
    }

    private record MistypedUpstream(URI url, Optional<URI> proxy) implements UpstreamConfig {
        @Override
        public Auth auth() {
            return Auth.X_API_KEY;
        }

        @Override
        public Map<String, String> keys() {
            return Map.of("main", "sk-key");
        }

        @Override
        public Optional<Integer> priority() {
            return Optional.empty();
        }

        @Override
        public Optional<Path> trust() {
            return Optional.empty();
        }

        @Override
        public int maxConnections() {
            return 1;
        }

        @Override
        public int maxWaiting() {
            return 1;
        }
    }
}
