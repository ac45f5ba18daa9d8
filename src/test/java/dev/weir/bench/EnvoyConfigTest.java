package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

class EnvoyConfigTest {
    private static final Path PROGRAM =
            new Peers(Path.of("target/peers")).envoy().orElse(Path.of("envoy"));

    @TempDir
    Path directory;

    private final EnvoyConfig config = new EnvoyConfig(PROGRAM, 9_100, "the-upstream-key");

    @Test
    void replacesTheCredentialAndDoesNothingElseInItsBareForm() {
        assertThat(filters(config.bare(directory, 9_200))).containsExactly("envoy.filters.http.router");
        assertThat(text(config.bare(directory, 9_200)))
                .contains("{ key: x-api-key, value: the-upstream-key }", "port_value: 9100", "port_value: 9200");
    }

    @Test
    void limitsAndReadsUsageInItsMeteringForm() {
        assertThat(filters(config.metering(directory, 9_200)))
                .containsExactly(
                        "envoy.filters.http.local_ratelimit",
                        "envoy.filters.http.json_to_metadata",
                        "envoy.filters.http.sse_to_metadata",
                        "envoy.filters.http.router");
        assertThat(text(config.metering(directory, 9_200))).contains("value: " + BenchRequest.KEY, "usage:output");
    }

    @Test
    void isAcceptedByEnvoyWhereItIsInstalled() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(PROGRAM), "no Envoy in target/peers or on the path");
        for (Recipe recipe : List.of(config.bare(directory, 9_200), config.metering(directory, 9_200))) {
            Path file = Files.writeString(directory.resolve("envoy.yaml"), text(recipe));

            Process process = new ProcessBuilder(PROGRAM.toString(), "--mode", "validate", "-c", file.toString())
                    .redirectErrorStream(true)
                    .start();

            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
        }
    }

    private static String text(Recipe recipe) {
        return Optional.ofNullable(recipe.files().get("envoy.yaml")).orElseThrow();
    }

    private static List<Object> filters(Recipe recipe) {
        Map<?, ?> root = new Yaml().load(text(recipe));
        Map<?, ?> listener = first(child(child(root, "static_resources"), "listeners"));
        Map<?, ?> chain = first(child(listener, "filter_chains"));
        Object manager = child(first(child(chain, "filters")), "typed_config");
        return ((List<?>) child(manager, "http_filters"))
                .stream().map(filter -> child(filter, "name")).toList();
    }

    private static Map<?, ?> first(Object list) {
        return (Map<?, ?>) ((List<?>) list).getFirst();
    }

    private static Object child(Object map, String name) {
        return Optional.<Object>ofNullable(((Map<?, ?>) map).get(name)).orElseThrow();
    }
}
