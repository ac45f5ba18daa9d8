package dev.weir.training;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a JVM runs the packaged application.
 *
 * @param java the program
 * @param flags what stands before {@code -jar}
 * @param jar the packaged application
 */
public record JavaLaunch(Path java, List<String> flags, Path jar) {
    private static final String AOT = "-XX:AOT";

    public JavaLaunch {
        flags = List.copyOf(flags);
    }

    /** Returns that of this process, without the flags that name an AOT cache. */
    public static JavaLaunch ofProcess() {
        return new JavaLaunch(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(flag -> !flag.startsWith(AOT))
                        .toList(),
                Path.of(System.getProperty("java.class.path")).toAbsolutePath());
    }

    /** Returns whether the application is packaged; the JVM caches no class that lies in a directory. */
    public boolean isPackaged() {
        return jar.toString().endsWith(".jar");
    }

    /** Returns the words that run a command of the application. */
    List<String> words(List<String> moreFlags, List<String> arguments) {
        List<String> words = new ArrayList<>(List.of(java.toString()));
        words.addAll(flags);
        words.addAll(moreFlags);
        words.addAll(List.of("-jar", jar.toString()));
        words.addAll(arguments);
        return words;
    }
}
