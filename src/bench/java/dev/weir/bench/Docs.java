package dev.weir.bench;

/** The page that keeps the figures of the last run that was written down. */
final class Docs {
    private static final String START = "<!-- figures of ./weir bench --write -->\n";
    private static final String END = "<!-- end of the figures -->\n";

    private Docs() {}

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
