package dev.weir.settings;

import dev.weir.reload.FileReading;
import dev.weir.reload.WatchedFile;
import dev.weir.yaml.Faults;
import dev.weir.yaml.YamlDocument;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.DotEnvConfigSourceProvider;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SysPropConfigSource;
import io.smallrye.config.source.yaml.YamlConfigSource;
import io.smallrye.config.validator.BeanValidationConfigValidatorImpl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads the settings as Quarkus will: system properties, environment, {@code .env}, {@code config/application.yaml},
 * defaults, each winning over the next. Unlike Quarkus it finds all faults, bounds among bad values included.
 */
public final class SettingsReader {
    static final List<String> FILES = List.of("application.yaml", "application.yml");

    /** As Quarkus reads {@code config/application.yaml}. */
    static final int FILE_ORDINAL = 265;

    /** Referenced so that its level is not lost with it. */
    private static final Logger VALIDATOR_LOG = Logger.getLogger("org.hibernate.validator");

    private static final int ENVIRONMENT_ORDINAL = 300;
    private static final String EVERY_ADDRESS = "0.0.0.0";
    private static final int PACKAGED_ORDINAL = 255;
    private static final int REPAIR_ORDINAL = 1000;

    private SettingsReader() {}

    /** Reads the settings; never throws for what an operator wrote. */
    public static SettingsReading read(SettingsLocation location) {
        VALIDATOR_LOG.setLevel(Level.WARNING);
        List<YamlConfigSource> files = new ArrayList<>();
        for (String name : FILES) {
            Path file = location.directory().resolve(name);
            if (Files.exists(file)) {
                try {
                    files.add(new YamlConfigSource(file.toUri().toURL(), FILE_ORDINAL));
                } catch (IOException | RuntimeException e) {
                    return new SettingsReading.NotLoaded(unreadable(shown(location, name), file, e));
                }
            }
        }
        return read(location, files);
    }

    /** Returns the sources of settings, those of Quarkus included, once {@link #read} could read them. */
    static SmallRyeConfigBuilder sources(SettingsLocation location) {
        List<YamlConfigSource> files = FILES.stream()
                .map(location.directory()::resolve)
                .filter(Files::exists)
                .map(SettingsReader::source)
                .toList();
        return sources(location, files);
    }

    private static YamlConfigSource source(Path file) {
        try {
            return new YamlConfigSource(file.toUri().toURL(), FILE_ORDINAL);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SettingsReading read(SettingsLocation location, List<YamlConfigSource> files) {
        List<Finding> findings = new ArrayList<>();
        try {
            SmallRyeConfig config = bounded(builder(location, files)).build();
            findings.addAll(others(location, files));
            findings.addAll(samePriorities(config));
            return new SettingsReading.Loaded(config.getConfigMapping(WeirConfig.class), findings);
        } catch (ConfigValidationException e) {
            Map<String, String> repairs = new HashMap<>();
            List<SettingFault> faults = new ArrayList<>(faults(e));
            faults.forEach(fault -> fault.repair().ifPresent(value -> repairs.put(fault.name(), value)));
            faults.addAll(boundFaults(location, files, repairs));
            faults.forEach(fault -> fault.repair().ifPresent(value -> repairs.put(fault.name(), value)));
            faults.forEach(fault -> findings.add(fault.finding()));
            findings.addAll(others(location, files));
            SmallRyeConfig repaired = repaired(location, files, repairs).build();
            return new SettingsReading.Loaded(
                    repaired.getConfigMapping(WeirConfig.class),
                    findings.stream().distinct().toList());
        }
    }

    /**
     * Returns the faults of bounds. They are checked only where every value can be read, so invalid values are replaced
     * first.
     */
    private static List<SettingFault> boundFaults(
            SettingsLocation location, List<YamlConfigSource> files, Map<String, String> repairs) {
        try {
            bounded(repaired(location, files, repairs)).build();
            return List.of();
        } catch (ConfigValidationException e) {
            return faults(e);
        }
    }

    private static SmallRyeConfigBuilder builder(SettingsLocation location, List<YamlConfigSource> files) {
        return sources(location, files).withMapping(WeirConfig.class);
    }

    private static SmallRyeConfigBuilder sources(SettingsLocation location, List<YamlConfigSource> files) {
        return new SmallRyeConfigBuilder()
                // Given by Quarkus when it builds an application, not by its mappings
                .withDefaultValue("quarkus.http.host", EVERY_ADDRESS)
                .withDefaultValue("quarkus.management.host", EVERY_ADDRESS)
                .forClassLoader(SettingsReader.class.getClassLoader())
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withProfile(location.environment().getOrDefault("QUARKUS_PROFILE", "prod"))
                .withSources(new SysPropConfigSource())
                .withSources(new EnvConfigSource(location.environment(), ENVIRONMENT_ORDINAL))
                .withSources(new DotEnvConfigSourceProvider(location.environmentFileDirectory()
                        .resolve(".env")
                        .toUri()
                        .toString()))
                .withSources(files.toArray(YamlConfigSource[]::new))
                .withSources(packaged());
    }

    /** Returns the packaged settings, which every other source overrides. */
    private static YamlConfigSource packaged() {
        URL file = Objects.requireNonNull(
                SettingsReader.class.getClassLoader().getResource(FILES.getFirst()), "the file is packaged");
        try {
            return new YamlConfigSource(file, PACKAGED_ORDINAL);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SmallRyeConfigBuilder bounded(SmallRyeConfigBuilder builder) {
        return builder.withValidator(new BeanValidationConfigValidatorImpl());
    }

    private static SmallRyeConfigBuilder repaired(
            SettingsLocation location, List<YamlConfigSource> files, Map<String, String> repairs) {
        return builder(location, files)
                .withSources(new PropertiesConfigSource(repairs, "repairs", REPAIR_ORDINAL))
                .withValidateUnknown(false);
    }

    /** Returns the faults that SmallRye Config reports. */
    static List<SettingFault> faults(ConfigValidationException e) {
        return IntStream.range(0, e.getProblemCount())
                .mapToObj(e::getProblem)
                .map(problem -> SettingFault.of(problem.getMessage()))
                .toList();
    }

    /** Returns the findings besides the values below {@code weir}. */
    private static List<Finding> others(SettingsLocation location, List<YamlConfigSource> files) {
        List<Finding> findings = new ArrayList<>();
        for (String name : FILES) {
            Path file = location.directory().resolve(name);
            if (Files.exists(file)) {
                findings.addAll(new SettingsFile(shown(location, name), file).findings());
            }
        }
        QuarkusSettings quarkus = QuarkusSettings.ofClassPath();
        findings.addAll(quarkus.faults(sources(location, files)));
        for (YamlConfigSource file : files) {
            findings.addAll(quarkus.unknown(file.getPropertyNames(), shown(location, FILES.getFirst())));
        }
        findings.addAll(warnings(location, files));
        return findings;
    }

    /** Returns a warning for upstreams with the same priority: requests are spread over the keys of all of them. */
    private static List<Finding> samePriorities(SmallRyeConfig config) {
        Map<String, List<String>> names = new TreeMap<>();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith("weir.upstreams.") && name.endsWith(".priority")) {
                names.computeIfAbsent(config.getConfigValue(name).getValue(), _ -> new ArrayList<>())
                        .add(name);
            }
        }
        return names.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(entry -> Finding.warning(
                        String.join(", ", entry.getValue().stream().sorted().toList()),
                        "the same priority " + entry.getKey() + ", so requests are spread over the keys of all of them",
                        "Give an upstream that is only for failover a higher number."))
                .toList();
    }

    private static List<Finding> warnings(SettingsLocation location, List<YamlConfigSource> files) {
        String fileValues = files.stream()
                .flatMap(file -> file.getProperties().values().stream())
                .collect(Collectors.joining("\n"));
        Set<String> unknown = location.environment().keySet().stream()
                .filter(name -> name.startsWith("WEIR_"))
                .filter(name -> !SettingNames.isVariable(name))
                .filter(name -> !fileValues.contains("${" + name + "}") && !fileValues.contains("${" + name + ":"))
                .collect(Collectors.toSet());
        return Stream.of(unknown)
                .filter(names -> !names.isEmpty())
                .map(names -> Finding.warning(
                        "environment",
                        "not a setting of Weir: "
                                + String.join(", ", names.stream().sorted().toList()),
                        "Ignored. Where one was meant as a setting, see application.yaml for the names."))
                .toList();
    }

    private static String shown(SettingsLocation location, String name) {
        return location.shown(Path.of("config", name));
    }

    /** Returns a fault without the message of the YAML reader, which quotes the file and may contain a credential. */
    private static Finding unreadable(String name, Path file, Exception e) {
        WatchedFile<Boolean> content = new WatchedFile<>(file, SettingsReader::syntax);
        content.poll();
        String problem = content.faults().stream()
                .findFirst()
                .orElse("cannot be read (" + e.getClass().getSimpleName() + ")");
        return Finding.fault(
                name,
                problem,
                "Correct it; often this line or one above it is indented wrongly. Until then nothing else can be"
                        + " checked.");
    }

    private static FileReading<Boolean> syntax(byte[] yaml) {
        Faults faults = new Faults();
        YamlDocument.parse(yaml, "settings", faults);
        return faults.isEmpty() ? new FileReading.Valid<>(true) : new FileReading.Invalid<>(faults.inOrder());
    }
}
