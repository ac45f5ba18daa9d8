package dev.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console over HTTP; the browser tests of the client programs open it too. */
@QuarkusTest
@TestProfile(ConsoleProfile.class)
@WithTestResource(QuotaEnvironmentResource.class)
class ConsoleQuarkusTest {
    private static final String HOSTILE_USER = "<script>alert(1)</script>";
    private static final String HOSTILE_MODEL = "claude-<img src=x onerror=alert(1)>";
    private static final Pattern HASH = Pattern.compile("/console/teams/rate-team/users/[0-9a-f]{32}");

    /** A limit of the team's page: name, then used, held, left and limit as exact values. */
    private static final Pattern LIMIT =
            Pattern.compile("data-limit=\"([^\"]+)\"" + ".*?value=\"([^\"]+)\"".repeat(4), Pattern.DOTALL);

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console",
                "/console/",
                "/console/teams",
                "/console/teams?q=rate",
                "/console/teams/rate-team",
                "/console/teams/rate-team/users/0123456789abcdef0123456789abcdef",
                "/console/upstreams",
                "/console/models",
                "/console/exchanges",
                "/console/exchanges?team=rate-team&outcome=completed&status=2xx",
                "/console/configuration",
                "/console/replica"
            })
    void servesEachPageUnderAStrictPolicy(String path) {
        exchangeOf("all", "pages");

        ReceivedResponse page = get(path);

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("content-type")).contains("text/html; charset=utf-8");
        assertThat(page.header("cache-control")).contains("no-store");
        assertThat(page.header("referrer-policy")).contains("no-referrer");
        assertThat(page.header("content-security-policy"))
                .get()
                .asString()
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                .doesNotContain("unsafe");
        assertThat(page.text())
                .contains("<!doctype html>", "</html>")
                .doesNotContain(" style=", " onclick", "<script>");
        assertThat(page.text()).doesNotContain(ConsoleProfile.PASSWORD, "upstream-key-canary", "pseudonym-key-canary");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console",
                "/console/teams/rate-team",
                "/console/assets/console.js",
                "/console/history.json",
                "/console/events",
                "/console/none"
            })
    void showsNothingWithoutThePassword(String path) {
        ReceivedResponse without = console().send(RawRequest.bare("GET", path));
        ReceivedResponse wrong = console().send(ConsoleClient.with(RawRequest.bare("GET", path), "another"));

        for (ReceivedResponse response : List.of(without, wrong)) {
            assertThat(response.status()).isEqualTo(401);
            assertThat(response.header("www-authenticate")).get().asString().startsWith("Basic ");
            assertThat(response.text()).isEqualTo("The console needs its password; any user name will do.\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "weir.localhost.evil.example", "192.0.2.7"})
    void turnsOtherHostsAway(String host) {
        ReceivedResponse response =
                console().send(ConsoleClient.with(RawRequest.bare("GET", "/console"), ConsoleProfile.PASSWORD), host);

        assertThat(response.status()).isEqualTo(421);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void onlyReads(String method) {
        ReceivedResponse response =
                console().send(ConsoleClient.with(RawRequest.bare(method, "/console/teams"), ConsoleProfile.PASSWORD));

        assertThat(response.status()).isEqualTo(405);
        assertThat(response.header("allow")).contains("GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console/none",
                "/console/teams/none",
                "/console/teams/rate-team/users/none",
                "/console/teams/rate-team/other/more/parts",
                "/console/exchanges/none",
                "/console/assets/none.js",
                "/console/assets/%2e%2e/ConsoleAssets.class",
                "/console/upstreams/none"
            })
    void hasNothingElse(String path) {
        assertThat(get(path).status()).isEqualTo(404);
    }

    @Test
    void showsLimitsAsRedisHasThem() {
        exchangeOf("all", "limits-shown");
        environment.metrics().awaitNothingInFlight();
        String user = console().find("all-team", "limits-shown");

        JsonNode wanted = environment
                .exchange(RawRequest.get("/weir/limits?user_id=limits-shown", QuotaTeams.keyOf("all")))
                .json();
        String page = get(user).text();

        Matcher shown = LIMIT.matcher(page);
        int count = 0;
        while (shown.find()) {
            JsonNode limit = QuotaRequests.limit(wanted, shown.group(1));
            assertThat(Double.parseDouble(shown.group(3)))
                    .isEqualTo(limit.get("held").asDouble());
            assertThat(Double.parseDouble(shown.group(5)))
                    .isEqualTo(limit.get("max").asDouble());
            if (shown.group(1).endsWith("-day")) {
                assertThat(Double.parseDouble(shown.group(2)))
                        .isEqualTo(limit.get("used").asDouble());
            }
            count++;
        }
        assertThat(count).isEqualTo(wanted.get("limits").size()).isEqualTo(6);
        assertThat(page).doesNotContain("limits-shown");
    }

    @Test
    void saysWhyTheLastRequestWasRejected() {
        for (int at = 0; at < 3; at++) {
            exchangeOf("rate", "rejected-user");
        }

        String page = get(console().find("rate-team", "rejected-user")).text();

        assertThat(page).contains("<strong>the limit user/requests-per-minute</strong>");
    }

    @Test
    void showsAnExchangeAsATimeline() {
        String id = exchangeOf("all", "timeline").weirId();
        environment.logs().onlyUsageOf(id);

        String page = get("/console/exchanges/" + id).text();

        assertThat(page).contains(id, "class=\"timeline\"", "body of the request, and upstream", "first byte to end");
    }

    @Test
    void showsTextsOfCallersAsTextOrNotAtAll() {
        String body = QuotaRequests.body("u", false).replace("claude-opus-4-6", HOSTILE_MODEL);
        environment.exchange(RawRequest.message(QuotaTeams.keyOf("all"), body));
        String user = console().find("all-team", HOSTILE_USER);

        for (String path : List.of("/console/exchanges", "/console/models", user, "/console")) {
            assertThat(get(path).text()).doesNotContain("<img", "alert(1)");
        }
        String filtered = get("/console/teams?q=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E")
                .text();
        assertThat(filtered)
                .contains("value=\"&quot;&gt;&lt;img src=x onerror=alert(1)&gt;\"")
                .doesNotContain("<img");
    }

    @Test
    void neverShowsOrLogsTheIdThatIsTyped() {
        String user = console().find("rate-team", "typed-user-canary");

        assertThat(user).matches(HASH);
        assertThat(get(user).text()).doesNotContain("typed-user-canary");
        assertThat(environment.logs().everything()).noneMatch(line -> line.contains("typed-user-canary"));
    }

    @Test
    void givesTheHourAsJson() {
        BoundedWait.until(
                "a sample",
                () -> get("/console/history.json").json().get("time").size() > 0);

        JsonNode history = get("/console/history.json").json();

        assertThat(history.get("step").asInt()).isEqualTo(5);
        assertThat(history.get("requests").size()).isEqualTo(history.get("time").size());
        assertThat(history.get("ttft_p95").size()).isEqualTo(history.get("time").size());
    }

    @Test
    void staysOffTheDataPort() {
        assertThat(environment.exchange(RawRequest.bare("GET", "/console")).fault())
                .isEqualTo("404 not_found_error");
    }

    @Test
    void leavesHealthAndMetricsAsTheyAre() {
        assertThat(RawClient.exchange(environment.management(), RawRequest.bare("GET", "/q/health/live"))
                        .status())
                .isEqualTo(200);
        assertThat(environment.metrics().page()).contains("weir_build_info");
    }

    private ReceivedResponse exchangeOf(String plan, String user) {
        String script = environment.upstream().addScript(QuotaRequests.json(QuotaRequests.message(40, 9)));
        return environment.exchange(RawRequest.message(QuotaTeams.keyOf(plan), QuotaRequests.body(user, false))
                .playing(script));
    }

    private ConsoleClient console() {
        return new ConsoleClient(environment.management());
    }

    private ReceivedResponse get(String path) {
        return console().get(path);
    }
}
