package dev.weir.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.settings.Finding;
import dev.weir.settings.SettingsLocation;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RiskCheckTest {
    private static final String URL = "WEIR_UPSTREAMS_MAIN_URL";

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "WEIR_TIMEOUT_IDLE | 300s | weir.timeout.idle | Claude Code gives up after 300 s",
                "WEIR_DRAIN_TIMEOUT | 29s | weir.drain.timeout | each restart cuts",
                "WEIR_QUOTA_STORE_DEADLINE | 1001ms | weir.quota.store-deadline | each request may wait so long",
                "WEIR_QUOTA_ON_OUTAGE_RATES | open | weir.quota.on-outage.rates | nobody is limited",
                "WEIR_QUOTA_ON_OUTAGE_BUDGETS | open | weir.quota.on-outage.budgets | nobody is limited",
                "WEIR_UPSTREAMS_MAIN_URL | http://api.example.com | weir.upstreams.main.url | unencrypted",
                "QUARKUS_HTTP_ACCESS_LOG_ENABLED | true | quarkus.http.access-log.enabled | people paste keys",
            })
    void warnsOfASettingThatIsValidButDangerous(String variable, String value, String subject, String problem) {
        List<Finding> findings = findings(Map.of(variable, value));

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
            assertThat(finding.subject()).isEqualTo(subject);
            assertThat(finding.problem()).contains(problem);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "WEIR_TIMEOUT_IDLE | 299s",
                "WEIR_DRAIN_TIMEOUT | 30s",
                "WEIR_QUOTA_STORE_DEADLINE | 1s",
                "WEIR_QUOTA_ON_OUTAGE_RATES | closed",
                "WEIR_UPSTREAMS_MAIN_URL | http://simulator:9100",
                "WEIR_UPSTREAMS_MAIN_URL | http://proxy.weir.svc:9100",
                "WEIR_UPSTREAMS_MAIN_URL | http://127.0.0.1:9100",
                "WEIR_UPSTREAMS_MAIN_URL | https://api.example.com",
                "QUARKUS_HTTP_LIMITS_MAX_BODY_SIZE | 32M",
            })
    void acceptsTheSafeSideOfEachBound(String variable, String value) {
        assertThat(findings(Map.of(variable, value))).isEmpty();
    }

    @Test
    void doesNotStartWhereQuarkusWouldRejectBodiesThatWeirTakes() {
        List<Finding> findings = findings(Map.of("QUARKUS_HTTP_LIMITS_MAX_BODY_SIZE", "31M"));

        assertThat(Finding.faults(findings))
                .extracting(Finding::subject)
                .containsExactly("quarkus.http.limits.max-body-size");
    }

    @Test
    void doesNotStartWhereLeasesWouldExpireWhileTheyAreRenewed() {
        List<Finding> findings = findings(Map.of("WEIR_QUOTA_STORE_DEADLINE", "1s", "WEIR_QUOTA_LEASE_TIME", "3s"));

        assertThat(Finding.faults(findings)).extracting(Finding::subject).containsExactly("weir.quota.store-deadline");
    }

    private List<Finding> findings(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "WEIR_PSEUDONYM_KEY",
                "0123456789abcdef0123456789abcdef",
                URL,
                "https://api.anthropic.com",
                "WEIR_UPSTREAMS_MAIN_KEYS_MAIN",
                "upstream-key",
                "WEIR_BODY_MAX_IN_FLIGHT",
                "64M",
                "WEIR_POLICY_FILE",
                Path.of("docker/compose/policy.yaml").toAbsolutePath().toString()));
        environment.putAll(more);
        SettingsLocation location = new SettingsLocation(environment, directory, Optional.empty());
        return StartCheck.of(location, Clock.systemUTC()).findings().stream()
                .filter(finding -> !finding.subject().endsWith("policy.yaml"))
                .toList();
    }
}
