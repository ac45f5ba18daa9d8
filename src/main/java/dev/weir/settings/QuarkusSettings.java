package dev.weir.settings;

import dev.weir.yaml.NearName;
import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.quarkus.vertx.http.runtime.management.ManagementConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The settings below {@code quarkus}: whether they exist, and whether their values can be read.
 *
 * <p>Source of the names: {@code META-INF/quarkus-config-roots.list}, which every extension contains.
 */
final class QuarkusSettings {
    private static final String ROOTS = "META-INF/quarkus-config-roots.list";
    private static final String PORT = "quarkus.http.port";
    private static final String MANAGEMENT_PORT = "quarkus.management.port";
    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::");

    private final List<Class<?>> roots;

    private QuarkusSettings(List<Class<?>> roots) {
        this.roots = List.copyOf(roots);
    }

    /** Returns those of the extensions on the class path. */
    static QuarkusSettings ofClassPath() {
        ClassLoader loader = QuarkusSettings.class.getClassLoader();
        try {
            List<Class<?>> roots = new ArrayList<>();
            for (URL list : Collections.list(loader.getResources(ROOTS))) {
                try (var lines = list.openStream()) {
                    new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .map(QuarkusSettings::root)
                            .flatMap(Optional::stream)
                            .forEach(roots::add);
                }
            }
            return new QuarkusSettings(roots);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Class<?>> root(String name) {
        try {
            Class<?> type = Class.forName(name, false, QuarkusSettings.class.getClassLoader());
            return type.isAnnotationPresent(ConfigMapping.class) ? Optional.of(type) : Optional.empty();
        } catch (ClassNotFoundException | LinkageError _) {
            return Optional.empty(); // of the build alone
        }
    }

    /** Returns the values with which Quarkus would not start, and ports that are the same. */
    List<Finding> faults(SmallRyeConfigBuilder sources) {
        SmallRyeConfigBuilder builder = sources.withMappingIgnore("quarkus.**");
        roots.stream().filter(QuarkusSettings::isReadAtRunTime).forEach(builder::withMapping);
        try {
            return samePort(builder.build()).stream().toList();
        } catch (ConfigValidationException e) {
            return SettingsReader.faults(e).stream()
                    .map(SettingFault::finding)
                    .filter(finding -> finding.subject().startsWith("quarkus."))
                    .distinct()
                    .toList();
        }
    }

    private static boolean isReadAtRunTime(Class<?> root) {
        return Optional.ofNullable(root.getAnnotation(ConfigRoot.class))
                .map(annotation -> annotation.phase() == ConfigPhase.RUN_TIME)
                .orElse(false);
    }

    private static Optional<Finding> samePort(SmallRyeConfig config) {
        VertxHttpConfig data = config.getConfigMapping(VertxHttpConfig.class);
        ManagementConfig management = config.getConfigMapping(ManagementConfig.class);
        boolean canBothListen = !data.host().equals(management.host())
                && !EVERY_ADDRESS.contains(data.host())
                && !EVERY_ADDRESS.contains(management.host());
        if (data.port() == 0 || data.port() != management.port() || canBothListen) {
            return Optional.empty();
        }
        return Optional.of(Finding.fault(
                MANAGEMENT_PORT,
                data.port() + " is " + PORT + " too",
                "Set another port: " + MANAGEMENT_PORT + " or " + PORT + "."));
    }

    /** Returns a warning for each name that Quarkus does not know and would ignore. */
    List<Finding> unknown(Collection<String> names, String file) {
        Set<String> known = roots.stream()
                .flatMap(root -> ConfigClass.configClass(root).getProperties().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        NamePatterns patterns = new NamePatterns(known);
        return names.stream()
                .map(QuarkusSettings::plain)
                .filter(name -> name.startsWith("quarkus."))
                .distinct()
                .filter(name -> !patterns.match(name))
                .map(name -> Finding.warning(
                        name,
                        "unknown, set in " + file + "; it is ignored" + hint(name, known),
                        "Correct or remove it."))
                .toList();
    }

    /** Returns a name without its profile and without the index in a list. */
    private static String plain(String name) {
        return name.replaceFirst("^%[^.]+\\.", "").replaceAll("\\[\\d+]", "");
    }

    private static String hint(String name, Set<String> known) {
        return NearName.hint(
                name, known.stream().filter(other -> !other.contains("*")).toList());
    }
}
