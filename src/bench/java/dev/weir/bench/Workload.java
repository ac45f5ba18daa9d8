package dev.weir.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Locale;

/** The request that is repeated: a message of some size, with a response in JSON or as a burst of events. */
enum Workload {
    /** A body of 1 KB, a JSON response of 1.1 KB. */
    JSON_1K("JSON, body 1 KB", 1_024, ""),
    /** A body of 5 KB, the same response. */
    JSON_5K("JSON, body 5 KB", 5 * 1_024, ""),
    /** A body of 1 KB, a response of 66 events at once. */
    SSE_BURST("burst of 66 events", 1_024, "\"stream\":true,");

    private static final String WORDS = "The quick brown fox jumps over the lazy dog. ";

    private final String title;
    private final int size;
    private final String extra;

    Workload(String title, int size, String extra) {
        this.title = title;
        this.size = size;
        this.extra = extra;
    }

    /** Returns the name on the command line and in files. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the heading in the report. */
    String title() {
        return title;
    }

    /** Returns the body of its requests. */
    byte[] body() {
        String start = "{\"model\":\"claude-sonnet-5-5\",\"max_tokens\":1024," + extra
                + "\"messages\":[{\"role\":\"user\",\"content\":\"";
        String end = "\"}]}";
        int text = size - start.length() - end.length();
        String content = WORDS.repeat(text / WORDS.length() + 1).substring(0, text);
        return (start + content + end).getBytes(US_ASCII);
    }
}
