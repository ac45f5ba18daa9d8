package dev.weir.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The packaged settings of the framework. */
class PackagedSettingsTest {
    @Test
    void keepTheManagementPortToThisMachine() throws IOException {
        String packaged = Files.readString(Path.of("src/main/resources/application.yaml"));

        assertThat(new YamlConfigSource("packaged", packaged).getValue("quarkus.management.host"))
                .isEqualTo("127.0.0.1");
    }
}
