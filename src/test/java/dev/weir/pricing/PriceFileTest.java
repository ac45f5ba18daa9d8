package dev.weir.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reload.WatchedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriceFileTest {
    private static final Path USUAL = Path.of(PriceFile.DEFAULT_PATH);

    @TempDir
    private Path directory;

    @Test
    void packagesTheConfiguredPrices() throws IOException {
        assertThat(PriceFile.packaged()).isEqualTo(Files.readAllBytes(USUAL));
    }

    @Test
    void usesThePackagedTableWhereNoFileIsAtTheDefaultPath() {
        WatchedFile<PriceTable> file = PriceFile.at(directory.resolve(USUAL), USUAL);

        file.poll();

        assertThat(file.current().map(table -> table.label(Optional.of("claude-opus-5-5"))))
                .contains("claude-opus-5-5");
        assertThat(file.isStandIn()).isTrue();
    }

    @Test
    void usesTheOperatorsFileWhereThereIsOne() throws IOException {
        Files.createDirectory(directory.resolve("config"));
        Files.writeString(
                directory.resolve(USUAL),
                "default: { input: 1, output: 1, cache-write-5m: 1, cache-write-1h: 1, cache-read: 1 }\n");
        WatchedFile<PriceTable> file = PriceFile.at(directory.resolve(USUAL), USUAL);

        file.poll();

        assertThat(file.current().map(table -> table.label(Optional.of("claude-opus-5-5"))))
                .contains("other");
        assertThat(file.isStandIn()).isFalse();
    }

    @Test
    void rejectsAMissingFileAtAnotherPath() {
        WatchedFile<PriceTable> file = PriceFile.at(directory.resolve("config/ours.yaml"), Path.of("config/ours.yaml"));

        file.poll();

        assertThat(file.current()).isEmpty();
        assertThat(file.faults()).containsExactly(directory.resolve("config/ours.yaml") + ": no such file");
    }
}
