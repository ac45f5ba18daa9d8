package dev.weir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.auth.Caller;
import dev.weir.auth.Pseudonyms;
import dev.weir.auth.Session;
import dev.weir.metering.UsageRecord.Origin;
import dev.weir.policy.ApiKey;
import dev.weir.policy.Plan;
import dev.weir.policy.Projects;
import dev.weir.policy.Team;
import dev.weir.reload.SecretValue;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestOriginTest {
    private static final Pseudonyms PSEUDONYMS = new Pseudonyms(new SecretValue("0123456789abcdef0123456789abcdef"));
    private static final ApiKey KEY = new ApiKey("service", "00".repeat(32), Optional.empty(), Optional.empty());

    private static Origin origin(Optional<Projects> projects, MultiMap headers, Optional<String> userId) {
        Team team = new Team(
                "search",
                Plan.unlimited("developer"),
                ZoneOffset.UTC,
                Optional.empty(),
                Map.of(),
                List.of(KEY),
                projects);
        return RequestOrigin.of(new Caller(team, KEY), headers, userId, PSEUDONYMS);
    }

    @Test
    void hashesWhatClaudeCodeSendsOfASubAgent() {
        MultiMap headers = HttpHeaders.headers()
                .set("x-claude-code-session-id", "s-1")
                .set("x-claude-code-agent-id", "a-1")
                .set("x-claude-code-parent-agent-id", "a-0");

        Origin origin = origin(Optional.empty(), headers, Optional.empty());

        assertThat(origin)
                .isEqualTo(new Origin(
                        Optional.of(PSEUDONYMS.ofSession("search", new Session("s-1"))),
                        Optional.of(PSEUDONYMS.ofAgent("search", "a-1")),
                        Optional.of(PSEUDONYMS.ofAgent("search", "a-0")),
                        Optional.empty()));
    }

    @Test
    void findsTheSessionInTheBodyWithTheSameHash() {
        Origin inBody = origin(Optional.empty(), HttpHeaders.headers(), Optional.of("{\"session_id\":\"s-1\"}"));

        assertThat(inBody.session()).contains(PSEUDONYMS.ofSession("search", new Session("s-1")));
        assertThat(inBody.agent()).isEmpty();
    }

    @Test
    void readsAProjectOnlyWhereTheTeamNamesAHeader() {
        MultiMap headers = HttpHeaders.headers().set("X-Project", "ranking");
        Projects projects = new Projects("x-project", Set.of("ranking"));

        assertThat(origin(Optional.of(projects), headers, Optional.empty()).project())
                .contains("ranking");
        assertThat(origin(Optional.empty(), headers, Optional.empty()).project())
                .isEmpty();
    }

    @Test
    void isNothingForAnyOtherClient() {
        MultiMap headers = HttpHeaders.headers().set("x-claude-code-agent-id", "");

        assertThat(origin(Optional.empty(), headers, Optional.of("u-4711"))).isEqualTo(Origin.NONE);
    }
}
