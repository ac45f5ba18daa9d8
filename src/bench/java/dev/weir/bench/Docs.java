package dev.weir.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The page that keeps the figures of the last run that was written down. */
final class Docs {
    private static final String START = "<!-- figures of ./weir bench --write -->\n";
    private static final String END = "<!-- end of the figures -->\n";

    private Docs() {}

    /** Returns the lines that show pictures, which lie in the directory beside the page that has its name. */
    static String pictures(List<Path> files) {
        return files.stream()
                .map(Path::getFileName)
                .map(file -> "\n![CPU per request, ratio to nginx](benchmarks/" + file + ")\n")
                .collect(Collectors.joining());
    }

    /**
     * Returns the page with other figures.
     *
     * @throws IllegalArgumentException where the page has no place for them
     */
    static String withFigures(String page, String figures) {
        int start = page.indexOf(START);
        int end = page.indexOf(END);
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("the page has no lines " + START.strip() + " and " + END.strip());
        }
        return page.substring(0, start + START.length()) + "\n" + figures + "\n" + page.substring(end);
    }
}
