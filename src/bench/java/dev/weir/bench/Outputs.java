package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the results of a run go beside the screen.
 *
 * @param isInDocs whether they replace the figures in {@code docs/benchmarks.md}, with plots in {@code docs/benchmarks}
 * @param json file that takes the run as JSON
 * @param plots directory that takes the plots
 */
record Outputs(boolean isInDocs, Optional<Path> json, Optional<Path> plots) {
    /** The screen alone. */
    static final Outputs NONE = new Outputs(false, Optional.empty(), Optional.empty());

    /**
     * Writes the files.
     *
     * @param course that was taken
     * @param figures in Markdown
     * @param home directory of the project
     * @return the files written
     * @throws IOException where one cannot be written
     */
    List<Path> write(BenchResult result, Course course, String figures, Path home) throws IOException {
        List<Path> written = new ArrayList<>();
        if (json.isPresent()) {
            written.add(Files.writeString(json.get(), JsonReport.of(result)));
        }
        if (plots.isPresent()) {
            written.addAll(plots(result, plots.get()));
        }
        if (isInDocs) {
            List<Path> pictures = plots(result, home.resolve("docs/benchmarks"));
            written.addAll(pictures);
            Path page = home.resolve("docs/benchmarks.md");
            String changed = Docs.withFigures(Files.readString(page), course, figures + Docs.pictures(pictures));
            written.add(Files.writeString(page, changed));
        }
        return written;
    }

    private static List<Path> plots(BenchResult result, Path directory) throws IOException {
        Files.createDirectories(directory);
        List<Path> files = new ArrayList<>();
        for (Workload workload : result.workloads()) {
            Optional<String> svg = RatioPlot.svg(result, workload);
            if (svg.isPresent()) {
                files.add(Files.writeString(directory.resolve(RatioPlot.fileName(workload)), svg.get()));
            }
        }
        return files;
    }
}
