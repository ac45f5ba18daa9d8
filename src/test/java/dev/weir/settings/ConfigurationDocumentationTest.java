package dev.weir.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.logging.json.runtime.JsonLogConfig;
import io.quarkus.redis.runtime.client.config.RedisConfig;
import io.quarkus.runtime.logging.LogRuntimeConfig;
import io.quarkus.tls.runtime.config.TlsConfig;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.quarkus.vertx.http.runtime.management.ManagementConfig;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConfigurationDocumentationTest {
    private static final Pattern ROW =
            Pattern.compile("^\\| `([^`]+)` \\| `([^`]+)` \\| ([^|]+) \\| ([^|]+) \\| [^|]+ \\|$", Pattern.MULTILINE);
    private static final Pattern KEY_IN_ROW = Pattern.compile("^\\| `(?:weir|quarkus)\\.", Pattern.MULTILINE);
    private static final Pattern FREE = Pattern.compile("<([a-z]+)>");
    private static final Pattern COMMENTED = Pattern.compile("^( *)# ( *\"?[a-z-]+\"?:.*)$", Pattern.MULTILINE);

    private record SettingRow(String key, String variable, String fallback, String value) {
        /** The key as the code names it. */
        String name() {
            return FREE.matcher(key).replaceAll("*");
        }

        /** The default; empty where the page only describes it. */
        Optional<String> code() {
            return fallback.startsWith("`") ? Optional.of(fallback.replace("`", "")) : Optional.empty();
        }
    }

    @Test
    void namesEverySettingWithItsDefaultAndNoOther() throws IOException {
        Map<String, Optional<String>> documented =
                rows("weir.").stream().collect(Collectors.toMap(SettingRow::name, SettingRow::code));

        assertThat(documented).isEqualTo(SettingNames.DEFAULTS);
    }

    @Test
    void namesTheBoundsOfEveryDurationAndSize() throws IOException {
        List<SettingRow> bounded = rows("weir.").stream()
                .filter(row -> row.value().startsWith("duration") || row.value().startsWith("size"))
                .toList();

        assertThat(bounded).extracting(SettingRow::key).containsExactlyInAnyOrderElementsOf(SettingBounds.ALL.keySet());
        assertThat(bounded).allSatisfy(row -> {
            SettingBounds bounds = Objects.requireNonNull(SettingBounds.ALL.get(row.key()));
            assertThat(row.value()).endsWith(", " + bounds.least() + " to " + bounds.most());
        });
    }

    @Test
    void namesTheVariableOfEverySetting() throws IOException {
        assertThat(rows("")).allSatisfy(row -> assertThat(row.variable()).isEqualTo(variableOf(row.key())));
    }

    @Test
    void namesOnlySettingsThatQuarkusHasWithTheirDefaults() throws IOException {
        Map<String, String> known = new HashMap<>();
        Stream.of(
                        VertxHttpConfig.class,
                        ManagementConfig.class,
                        LogRuntimeConfig.class,
                        JsonLogConfig.class,
                        TlsConfig.class,
                        RedisConfig.class)
                .forEach(type -> known.putAll(ConfigClass.configClass(type).getProperties()));

        List<SettingRow> documented = rows("quarkus.");

        assertThat(documented).hasSize(14).allSatisfy(row -> {
            assertThat(known).containsKey(row.name());
            Optional.ofNullable(known.get(row.name()))
                    .ifPresent(value -> assertThat(row.code()).contains(value));
        });
    }

    @Test
    void readsEveryRowOfThePage() throws IOException {
        long keys = KEY_IN_ROW.matcher(page()).results().count();

        assertThat(rows("")).hasSize((int) keys);
    }

    @Test
    void shipsSettingsThatShowEveryKeyWithItsDefault() throws IOException {
        Map<String, String> shown = shippedSettings();

        assertThat(SettingNames.DEFAULTS).allSatisfy((name, fallback) -> {
            List<String> values = valuesOf(name, shown);
            assertThat(values).as(name).isNotEmpty();
            fallback.ifPresent(value -> assertThat(values).as(name).containsOnly(value));
        });
    }

    @Test
    void shipsSettingsThatShowNoOtherKey() throws IOException {
        assertThat(shippedSettings().keySet())
                .filteredOn(key -> !key.equals("quarkus.redis.hosts"))
                .allSatisfy(key -> assertThat(SettingNames.DEFAULTS.keySet())
                        .anyMatch(name ->
                                patternOf(name).matcher(withoutIndex(key)).matches()));
    }

    /** The shipped settings, including those in comments. */
    private static Map<String, String> shippedSettings() throws IOException {
        String text = Files.readString(Path.of("config/application.yaml"));
        return new YamlConfigSource("shipped", COMMENTED.matcher(text).replaceAll("$1$2")).getProperties();
    }

    private static List<String> valuesOf(String name, Map<String, String> settings) {
        return settings.entrySet().stream()
                .filter(entry -> patternOf(name).matcher(entry.getKey()).matches())
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Removes the index: a list in the file is one setting for each of its values. */
    private static String withoutIndex(String key) {
        return key.replaceAll("\\[\\d+]$", "");
    }

    private static Pattern patternOf(String name) {
        return Pattern.compile(name.replace(".", "\\.").replace("*", "[^.]+"));
    }

    private static String variableOf(String key) {
        String marked = FREE.matcher(key).replaceAll("0$10");
        return SettingNames.variableOf(marked).replaceAll("0([A-Z]+)0", "<$1>");
    }

    private static List<SettingRow> rows(String prefix) throws IOException {
        return ROW.matcher(page())
                .results()
                .map(row -> new SettingRow(row.group(1), row.group(2), row.group(3), row.group(4)))
                .filter(row -> row.key().startsWith(prefix))
                .toList();
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("docs/configuration.md"));
    }
}
