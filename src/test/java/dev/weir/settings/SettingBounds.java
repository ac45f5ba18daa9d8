package dev.weir.settings;

import dev.weir.body.SizeBetween;
import io.quarkus.runtime.configuration.MemorySize;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The bounds of every duration and size below {@code weir}, as the code declares them. */
public record SettingBounds(String least, String most, String tooLarge) {
    /** By name; a setting without bounds here fails the test. */
    public static final Map<String, SettingBounds> ALL = all();

    private static Map<String, SettingBounds> all() {
        Map<String, SettingBounds> all = new TreeMap<>();
        collect(WeirConfig.class, "weir.", all);
        return all;
    }

    private static void collect(Class<?> group, String prefix, Map<String, SettingBounds> all) {
        for (Method method : group.getMethods()) {
            String name = prefix + method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            Class<?> type = method.getReturnType();
            if (type == Duration.class) {
                all.put(name, ofDuration(method, name));
            } else if (type == MemorySize.class) {
                all.put(name, ofSize(method, name));
            } else if (method.getGenericReturnType().getTypeName().contains(MemorySize.class.getName())) {
                AnnotatedParameterizedType optional = (AnnotatedParameterizedType) method.getAnnotatedReturnType();
                all.put(name, ofSize(optional.getAnnotatedActualTypeArguments()[0], name));
            } else if (method.getGenericReturnType().getTypeName().contains(Duration.class.getName())) {
                AnnotatedParameterizedType optional = (AnnotatedParameterizedType) method.getAnnotatedReturnType();
                all.put(name, ofDuration(optional.getAnnotatedActualTypeArguments()[0], name));
            } else if (type.isInterface() && type.getName().startsWith("dev.weir.")) {
                collect(type, name + ".", all);
            }
        }
    }

    private static SettingBounds ofDuration(AnnotatedElement method, String name) {
        DurationMin min = bound(method, DurationMin.class, name);
        DurationMax max = bound(method, DurationMax.class, name);
        Duration least = Duration.ofHours(min.hours())
                .plusMinutes(min.minutes())
                .plusSeconds(min.seconds())
                .plusMillis(min.millis());
        Duration most = Duration.ofHours(max.hours())
                .plusMinutes(max.minutes())
                .plusSeconds(max.seconds())
                .plusMillis(max.millis());
        return new SettingBounds(words(least), words(most), most.plusMillis(1).toMillis() + "ms");
    }

    private static SettingBounds ofSize(AnnotatedElement element, String name) {
        SizeBetween bounds = bound(element, SizeBetween.class, name);
        return new SettingBounds(words(bounds.min()), words(bounds.max()), String.valueOf(bounds.max() + 1));
    }

    private static <A extends java.lang.annotation.Annotation> A bound(
            AnnotatedElement element, Class<A> type, String name) {
        return Optional.ofNullable(element.getAnnotation(type))
                .orElseThrow(() -> new AssertionError(name + " has no " + type.getSimpleName() + ", only "
                        + Arrays.toString(element.getAnnotations())));
    }

    private static String words(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0";
        }
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + " h";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + " min";
        }
        return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
    }

    private static String words(long bytes) {
        for (int unit = 4; unit > 0; unit--) {
            if (bytes > 0 && bytes % (1L << (10 * unit)) == 0) {
                return (bytes >> (10 * unit)) + " KMGT".substring(unit, unit + 1);
            }
        }
        return String.valueOf(bytes);
    }
}
