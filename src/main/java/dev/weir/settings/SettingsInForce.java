package dev.weir.settings;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The settings that a booted gateway runs with, fit to be shown. */
public final class SettingsInForce {
    private static final String DEFAULT = "default";
    private static final Pattern SECRET =
            Pattern.compile("weir\\.pseudonym-key|weir\\.upstreams\\..+\\.keys\\..+|.*(password|secret|token).*");

    private static final String HIDDEN = "set, not shown";

    /** Between the URLs of a list. */
    private static final Pattern NEXT_URL = Pattern.compile(",(?=\\s*[a-zA-Z][\\w+.-]*://)");

    /** Scheme; user and password; host, port and path; query and fragment. A second {@code @} fits nowhere. */
    private static final Pattern URL =
            Pattern.compile("(\\s*[a-zA-Z][\\w+.-]*://)([^/?#@\\s]*@)?([^/?#@:\\s]*(?::\\d+)?(?:/[^?#@\\s]*)?"
                    + "|\\[[\\da-fA-F:.]+](?::\\d+)?(?:/[^?#@\\s]*)?)([?#][^@]*)?");

    private static final String UPSTREAMS = "weir.upstreams.";
    private static final List<String> QUARKUS = List.of(
            "quarkus.http.host",
            "quarkus.http.port",
            "quarkus.management.host",
            "quarkus.management.port",
            "quarkus.redis.hosts",
            "quarkus.redis.client-type",
            "quarkus.redis.password",
            "quarkus.log.level");

    private SettingsInForce() {}

    /**
     * A setting.
     *
     * @param value never a credential
     * @param source where the value comes from, such as {@code config/application.yaml}
     */
    public record SettingInForce(String name, String value, String source) {
        /** Returns whether nobody has set it. */
        public boolean isDefault() {
            return source.equals(DEFAULT);
        }
    }

    /** Returns all settings of Weir and the few of Quarkus that an operator needs, sorted, Weir's first. */
    public static List<SettingInForce> of(SmallRyeConfig config) {
        TreeSet<String> names = new TreeSet<>();
        SettingNames.DEFAULTS.keySet().stream()
                .filter(name -> !name.contains("*"))
                .forEach(names::add);
        config.getPropertyNames().forEach(name -> {
            if (name.startsWith(UPSTREAMS)) {
                names.add(name);
            }
        });
        List<SettingInForce> settings = new ArrayList<>();
        Stream.concat(names.stream(), QUARKUS.stream())
                .map(name -> setting(config.getConfigValue(name)))
                .flatMap(Optional::stream)
                .forEach(settings::add);
        return settings;
    }

    private static Optional<SettingInForce> setting(ConfigValue found) {
        Optional<String> value = Optional.ofNullable(found.getValue());
        Optional<String> fallback = SettingNames.defaultOf(found.getName());
        return value.or(() -> fallback)
                .filter(text -> !text.isBlank())
                .map(text -> new SettingInForce(
                        found.getName(), shown(found.getName(), text), value.isPresent() ? source(found) : DEFAULT));
    }

    private static String shown(String name, String value) {
        if (!SECRET.matcher(name).matches()) {
            return value.contains("://") ? shownUrls(value) : value;
        }
        return value.strip().startsWith("file:") ? value.strip() : HIDDEN;
    }

    /** Hides user, password, query and fragment: what is no plain URL, the whole value. */
    private static String shownUrls(String value) {
        List<String> shown = new ArrayList<>();
        for (String url : NEXT_URL.split(value, -1)) {
            Matcher parts = URL.matcher(url);
            if (!parts.matches()) {
                return HIDDEN;
            }
            String query = Objects.requireNonNullElse(parts.group(4), "");
            shown.add(parts.group(1)
                    + (parts.group(2) == null ? "" : "…@")
                    + parts.group(3)
                    + (query.isEmpty() ? "" : query.charAt(0) + "…"));
        }
        return String.join(",", shown);
    }

    private static String source(ConfigValue value) {
        String name = Objects.requireNonNullElse(value.getConfigSourceName(), "");
        if (name.contains("SysProp")) {
            return "system property";
        }
        if (name.contains(".env")) {
            return ".env";
        }
        if (name.contains("EnvConfigSource")) {
            return "environment";
        }
        boolean isPackaged = name.contains("!/") || name.contains("jar:") || name.contains("/target/classes/");
        if (name.contains("application.yaml") && !isPackaged) {
            return "config/application.yaml";
        }
        return isPackaged || name.isEmpty() || name.toLowerCase(Locale.ROOT).contains("default") ? DEFAULT : "other";
    }
}
