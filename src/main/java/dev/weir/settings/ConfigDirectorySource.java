package dev.weir.settings;

import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.ConfigSourceProvider;

/**
 * Gives a booted gateway the {@code application.yaml} of {@code --config <dir>}, as Quarkus reads that of
 * {@code config/}.
 */
public final class ConfigDirectorySource implements ConfigSourceProvider {
    @Override
    public Iterable<ConfigSource> getConfigSources(ClassLoader loader) {
        return Optional.ofNullable(System.getProperty(SettingsLocation.PROPERTY)).map(Path::of).stream()
                .flatMap(directory -> SettingsReader.FILES.stream().map(directory::resolve))
                .filter(Files::exists)
                .flatMap(ConfigDirectorySource::source)
                .toList();
    }

    private static Stream<ConfigSource> source(Path file) {
        try {
            return Stream.of(new YamlConfigSource(file.toUri().toURL(), SettingsReader.FILE_ORDINAL));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
