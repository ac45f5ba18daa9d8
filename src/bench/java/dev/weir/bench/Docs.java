package dev.weir.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The page that keeps the figures of the last run that was written down. */
final class Docs {
    private static final String END = "<!-- end of the figures -->\n";

    /** As much of a line as fits, up to a space or the end. */
    private static final Pattern PART = Pattern.compile("(.{1,120})(?: |$)");

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
        return page.substring(0, start + mark.length()) + "\n" + wrapped(figures) + "\n" + page.substring(end);
    }

    /** Breaks the lines that are wider than a page of ours, but for rows of tables. */
    private static String wrapped(String text) {
        return text.lines()
                .map(line -> line.startsWith("|")
                        ? line
                        : PART.matcher(line).replaceAll("$1\n").stripTrailing())
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
