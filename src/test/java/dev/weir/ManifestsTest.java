package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the manifests below {@code k8s} promise each other and the settings; an API server reads them at night. */
class ManifestsTest {
    private static final String BASE = "k8s/base/";
    private static final Duration TIME_TO_END = Duration.ofSeconds(10);

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void givesTheDrainMoreTimeThanItTakes(String overlay) throws IOException {
        Manifest drain =
                Manifest.one("k8s/overlays/" + overlay + "/application.yaml").at("weir.drain");
        Manifest pod = pod();

        Duration grace =
                Duration.ofSeconds(pod.at("terminationGracePeriodSeconds").number());

        Duration preStop = Duration.ofSeconds(
                pod.at("containers.0.lifecycle.preStop.sleep.seconds").number());
        assertThat(grace)
                .isGreaterThanOrEqualTo(preStop.plus(duration(drain.at("delay")))
                        .plus(duration(drain.at("timeout")))
                        .plus(TIME_TO_END));
    }

    @Test
    void dividesLimitsAmongAsManyReplicasAsThereMayBe() throws IOException {
        int most = Manifest.one(BASE + "horizontalpodautoscaler.yaml")
                .at("spec.maxReplicas")
                .number();

        assertThat(containers())
                .allSatisfy(container -> assertThat(replicas(container)).isEqualTo(most));
    }

    @Test
    void dividesLimitsOfTheDevOverlayAmongAsManyReplicasAsThereMayBe() throws IOException {
        List<Manifest> patches = Manifest.one("k8s/overlays/dev/kustomization.yaml")
                .at("patches")
                .items();
        Manifest autoscaler = patches.get(0);
        Manifest deployment = patches.get(1);

        assertThat(autoscaler.at("target.kind").text()).isEqualTo("HorizontalPodAutoscaler");
        assertThat(autoscaler.at("patch").text()).contains("maxReplicas, value: 2 ");
        assertThat(deployment.at("target.kind").text()).isEqualTo("Deployment");
        assertThat(deployment.at("patch").text())
                .contains("/initContainers/0/env/0/value, value: \"2\"", "/containers/0/env/0/value, value: \"2\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void scalesAtThreeFifthsOfTheRequestsThatAPodTakes(String overlay) throws IOException {
        int most = Manifest.one("k8s/overlays/" + overlay + "/application.yaml")
                .at("weir.requests.max-in-flight")
                .number();

        int target = Manifest.one(BASE + "horizontalpodautoscaler.yaml")
                .at("spec.metrics.0.pods.target.averageValue")
                .number();

        assertThat(target).isEqualTo(most * 3 / 5);
    }

    @Test
    void asksForNothingBeyondThePodInItsProbes() throws IOException {
        Manifest container = pod().at("containers.0");

        Stream<String> paths = Stream.of("startupProbe", "livenessProbe", "readinessProbe")
                .map(container::at)
                .map(probe -> probe.at("httpGet.port").text()
                        + probe.at("httpGet.path").text());

        assertThat(paths)
                .containsExactly(
                        "management/q/health/started", "management/q/health/live", "management/q/health/ready");
        assertThat(Manifest.one("src/main/resources/application.yaml")
                        .at("quarkus.redis.health.enabled")
                        .text())
                .isEqualTo("false");
    }

    @Test
    void checksFilesBeforeItServesAndConnectsToNothing() throws IOException {
        assertThat(pod().at("initContainers.0.args").text()).isEqualTo("[check, --offline]");
        assertThat(pod().at("containers.0.args").text()).isEqualTo("[serve]");
    }

    @Test
    void runsEveryContainerRestricted() throws IOException {
        assertThat(containers()).allSatisfy(container -> {
            Manifest security = container.at("securityContext");
            assertThat(security.at("readOnlyRootFilesystem").text()).isEqualTo("true");
            assertThat(security.at("allowPrivilegeEscalation").text()).isEqualTo("false");
            assertThat(security.at("runAsNonRoot").text()).isEqualTo("true");
            assertThat(security.at("capabilities.drop").text()).isEqualTo("[ALL]");
        });
        assertThat(pod().at("automountServiceAccountToken").text()).isEqualTo("false");
        assertThat(pod().at("enableServiceLinks").text()).isEqualTo("false");
    }

    @Test
    void letsClientsReachTheDataPortAndMonitoringTheManagementPortOnly() throws IOException {
        List<Manifest> policies = Manifest.all(BASE + "networkpolicy.yaml");

        List<Manifest> ingress = policies.get(1).at("spec.ingress").items();

        assertThat(policies.get(0).at("spec.podSelector").text()).isEqualTo("{}");
        assertThat(policies.get(0).at("spec.policyTypes").text()).isEqualTo("[Ingress, Egress]");
        assertThat(ingress)
                .hasSize(2)
                .allSatisfy(rule -> assertThat(rule.at("from.0").text()).contains("namespaceSelector"));
        assertThat(ingress).extracting(rule -> rule.at("ports.0.port").number()).containsExactly(8080, 9000);
        assertThat(policies.get(1).at("spec.egress").items())
                .extracting(rule -> rule.at("ports.0.port").number())
                .containsExactly(53, 443);
    }

    @Test
    void mountsPolicyAndPricesAsDirectoriesWithoutAHashInTheirNames() throws IOException {
        Manifest generators = Manifest.one("config/kustomization.yaml").at("configMapGenerator.0");

        assertThat(generators.at("name").text()).isEqualTo("weir-prices");
        assertThat(generators.at("options.disableNameSuffixHash").text()).isEqualTo("true");
        for (String overlay : List.of("dev", "prod")) {
            Manifest policy = Manifest.one("k8s/overlays/" + overlay + "/kustomization.yaml")
                    .at("configMapGenerator.1");
            assertThat(policy.at("name").text()).isEqualTo("weir-policy");
            assertThat(policy.at("options.disableNameSuffixHash").text()).isEqualTo("true");
        }
        assertThat(Files.readString(Path.of(BASE + "deployment.yaml"))).doesNotContain("subPath");
    }

    @Test
    void alertsThroughTheOperatorAsThroughTheFile() throws IOException {
        List<Manifest> groups = Stream.of("rules", "alerts")
                .flatMap(name -> groupsOf("config/prometheus/" + name + ".yaml"))
                .toList();

        Manifest rule = Manifest.one(BASE + "prometheusrule.yaml");

        assertThat(rule.at("spec.groups").items()).isEqualTo(groups);
    }

    private static Stream<Manifest> groupsOf(String file) {
        try {
            return Manifest.one(file).at("groups").items().stream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Manifest pod() throws IOException {
        return Manifest.one(BASE + "deployment.yaml").at("spec.template.spec");
    }

    private static List<Manifest> containers() throws IOException {
        return Stream.concat(pod().at("initContainers").items().stream(), pod().at("containers").items().stream())
                .toList();
    }

    private static int replicas(Manifest container) {
        return container.at("env").items().stream()
                .filter(variable -> variable.at("name").text().equals("WEIR_QUOTA_REPLICAS"))
                .mapToInt(variable -> variable.at("value").number())
                .sum();
    }

    private static Duration duration(Manifest value) {
        return DurationConverter.parseDuration(value.text());
    }
}
