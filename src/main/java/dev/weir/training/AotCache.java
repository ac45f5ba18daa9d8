package dev.weir.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An AOT cache in a file. Source of the flags: JEP 483 and JEP 514. */
public record AotCache(Path file) {
    /** Returns the size in bytes, 0 where there is no file. */
    public long size() throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /**
     * Runs the application's {@code --version} on a JVM that ends with an error where it cannot use the cache.
     *
     * @return what the JVM said where it could not; empty where the cache is good
     */
    public String rejection(JavaLaunch launch) throws IOException {
        Process process = new ProcessBuilder(
                        launch.words(List.of("-XX:AOTCache=" + file, "-XX:AOTMode=on"), List.of("--version")))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return process.waitFor() == 0 ? "" : said;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
