package dev.weir.bench;

/** What the mock sends for a request. */
enum MockResponse {
    /** A message of 1.1 KB. */
    JSON,
    /** All events of a message in one write. */
    BURST,
    /** The same events, one every 20 ms. */
    PACED,
    /** A stream with an event each second, until the mock is told to end it. */
    OPEN;

    /** The member of a body, right behind {@code stream}, that asks for events with time between them. */
    static final String PACED_MARK = "\"system\":\"paced\",";

    /** The same for a stream that stays open. */
    static final String OPEN_MARK = "\"system\":\"open\",";

    /**
     * Returns what a request wants.
     *
     * @param body its start, at least 160 bytes where it has as many
     */
    static MockResponse wantedBy(String body) {
        if (!body.contains("\"stream\":true")) {
            return JSON;
        }
        if (body.contains(OPEN_MARK)) {
            return OPEN;
        }
        return body.contains(PACED_MARK) ? PACED : BURST;
    }
}
