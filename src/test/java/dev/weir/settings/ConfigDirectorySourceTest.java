package dev.weir.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.ConfigSourceProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigDirectorySourceTest {
    private final String workingDirectory = System.getProperty("user.dir");

    @TempDir
    private Path directory = Path.of("");

    @AfterEach
    void forget() {
        System.clearProperty(SettingsLocation.PROPERTY);
        System.setProperty("user.dir", workingDirectory);
    }

    @Test
    void givesABootedGatewayTheFileOfTheDirectoryInPlaceOfConfig() throws IOException {
        Files.writeString(directory.resolve("application.yaml"), "weir: { validation: minimal }");
        new SettingsLocation(Map.of(), Path.of(""), Optional.of(directory)).useInThisProcess();

        Iterable<ConfigSource> sources =
                discovered().getConfigSources(getClass().getClassLoader());

        assertThat(sources).singleElement().satisfies(source -> {
            assertThat(source.getValue("weir.validation")).isEqualTo("minimal");
            assertThat(source.getOrdinal()).isEqualTo(SettingsReader.FILE_ORDINAL);
        });
        assertThat(System.getProperty("user.dir")).isEqualTo(directory.toString());
        assertThat(SettingsLocation.ofProcess().resolve(Path.of("config/policy.yaml")))
                .isEqualTo(directory.resolve("policy.yaml"));
    }

    @Test
    void givesNothingWhereNoDirectoryWasNamed() {
        assertThat(discovered().getConfigSources(getClass().getClassLoader())).isEmpty();
    }

    private static ConfigSourceProvider discovered() {
        return ServiceLoader.load(ConfigSourceProvider.class).stream()
                .filter(provider -> provider.type() == ConfigDirectorySource.class)
                .findFirst()
                .orElseThrow()
                .get();
    }
}
