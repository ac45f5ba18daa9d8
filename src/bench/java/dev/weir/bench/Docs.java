package dev.weir.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The page that keeps the figures of the last run that was written down. */
final class Docs {
    private static final String END = "<!-- end of the figures -->\n";

    private Docs() {}

    /** Returns the lines that show pictures, which lie in the directory beside the page that has its name. */
    static String pictures(List<Path> files) {
        return files.stream()
                .map(Path::getFileName)
                .map(file -> "\n![CPU time, ratio to nginx](benchmarks/" + file + ")\n")
                .collect(Collectors.joining());
    }

    /**
     * Returns the page with other figures of a course.
     *
     * @throws IllegalArgumentException where the page has no place for them
     */
    static String withFigures(String page, Course course, String figures) {
        String mark = "<!-- figures of ./weir bench" + course.name() + " --write -->\n";
        int start = page.indexOf(mark);
        int end = page.indexOf(END, start);
        if (start < 0 || end < 0) {
            throw new IllegalArgumentException("the page has no lines " + mark.strip() + " and " + END.strip());
        }
        return page.substring(0, start + mark.length()) + "\n" + figures + "\n" + page.substring(end);
    }
}
