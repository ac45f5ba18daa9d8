package dev.weir.settings;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where settings come from.
 *
 * @param environment the variables of the process
 * @param workingDirectory the directory that relative paths start from, but for those below {@code config/}
 * @param configDirectory what stands in for {@code config/} of the working directory; absent where that itself is used
 */
public record SettingsLocation(Map<String, String> environment, Path workingDirectory, Optional<Path> configDirectory) {
    /** The system property that tells a booted gateway its {@link #configDirectory}. */
    static final String PROPERTY = "dev.weir.config-directory";

    private static final Path USUAL = Path.of("config");

    public SettingsLocation {
        environment = Map.copyOf(environment);
    }

    /** Returns the location of this process, with the directory that {@link #useInThisProcess} set. */
    public static SettingsLocation ofProcess() {
        return new SettingsLocation(
                System.getenv(),
                Path.of("").toAbsolutePath(),
                Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of));
    }

    /** Lets Quarkus, booted in this process from now on, read its settings from here. */
    public void useInThisProcess() {
        configDirectory.ifPresent(directory -> {
            System.setProperty(PROPERTY, directory.toString());
            // Where Quarkus itself would find config/application.yaml and .env
            System.setProperty("user.dir", directory.toString());
        });
    }

    /** Returns the path of the file that a setting names: {@code config/} is the config directory wherever that is. */
    public Path resolve(Path setting) {
        if (!setting.isAbsolute() && setting.startsWith(USUAL) && setting.getNameCount() > 1) {
            return directory().resolve(USUAL.relativize(setting));
        }
        return workingDirectory.resolve(setting);
    }

    /** Returns the directory that holds {@code application.yaml}. */
    Path directory() {
        return configDirectory.orElse(workingDirectory.resolve(USUAL));
    }

    /** Returns the directory that holds {@code .env}. */
    Path environmentFileDirectory() {
        return configDirectory.orElse(workingDirectory);
    }
}
