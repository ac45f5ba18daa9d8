package dev.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.e2e.WatchedConsole.Read;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages are read and made by the console's own threads, so that no request waits for one. */
@QuarkusTest
@TestProfile(WatchedConsole.Profile.class)
@WithTestResource(QuotaEnvironmentResource.class)
class ConsoleThreadsQuarkusTest {
    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @ParameterizedTest
    @CsvSource({
        "/console, meters",
        "/console/teams, policy",
        "/console/teams/rate-team, Redis",
        "/console/teams/rate-team/users/0123456789abcdef0123456789abcdef, Redis",
        "/console/upstreams, keys",
        "/console/models, unpriced",
        "/console/configuration, findings",
        "/console/configuration, settings",
        "/console/replica, drain"
    })
    void readsEachPageOffTheEventLoops(String path, String source) {
        WatchedConsole.clear();

        assertThat(new ConsoleClient(environment.management()).get(path).status())
                .isEqualTo(200);

        assertThat(WatchedConsole.reads()).extracting(Read::what).contains(source);
        assertThat(WatchedConsole.reads())
                .allMatch(read -> !read.isOnEventLoop() && read.thread().equals("weir-console"));
    }

    @Test
    void hashesTheIdThatIsTypedOffTheEventLoops() {
        WatchedConsole.clear();

        new ConsoleClient(environment.management()).find("rate-team", "somebody");

        assertThat(WatchedConsole.reads()).extracting(Read::what).contains("policy", "pseudonyms");
        assertThat(WatchedConsole.reads()).noneMatch(Read::isOnEventLoop);
    }
}
