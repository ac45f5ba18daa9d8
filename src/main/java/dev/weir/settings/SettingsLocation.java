package dev.weir.settings;

import dev.weir.upstream.UpstreamConfig;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

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
    private static final String FILE = "file:";

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

    /**
     * Returns the path of the file that a setting names: {@code config/} is the config directory wherever that is, and
     * other relative paths start from the working directory.
     */
    public Path resolve(Path setting) {
        if (isBelowConfig(setting)) {
            return directory().resolve(USUAL.relativize(setting));
        }
        return workingDirectory.resolve(setting);
    }

    /** Returns the path of the file that a setting names, as messages show it: resolved only where it moves. */
    public String shown(Path setting) {
        return configDirectory.isPresent() && isBelowConfig(setting)
                ? resolve(setting).toString()
                : setting.toString();
    }

    /** Returns a secret's setting with the path of {@code file:<path>} resolved; any other text as it is. */
    public String secret(String setting) {
        String written = setting.strip();
        if (!written.startsWith(FILE) || written.length() == FILE.length()) {
            return setting;
        }
        try {
            return FILE + resolve(Path.of(written.substring(FILE.length()).strip()));
        } catch (InvalidPathException _) {
            return setting;
        }
    }

    /** Returns the upstreams of these settings, with every path that they name resolved. */
    public Map<String, UpstreamConfig> upstreams(WeirConfig config) {
        return config.upstreams().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, upstream -> new LocatedUpstream(upstream.getValue(), this)));
    }

    private static boolean isBelowConfig(Path setting) {
        return !setting.isAbsolute() && setting.startsWith(USUAL) && setting.getNameCount() > 1;
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
