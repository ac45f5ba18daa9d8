package dev.weir.console;

import dev.weir.assets.WebAsset;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;

/**
 * A response of the console.
 *
 * @param headers besides those that every response of the console has
 */
record ConsoleAnswer(int status, Buffer body, Map<String, String> headers) {
    private static final String CONTENT_TYPE = "content-type";
    private static final String CACHE_CONTROL = "cache-control";
    private static final String NEVER_KEPT = "no-store";
    private static final int OK = 200;
    private static final int SEE_OTHER = 303;
    private static final int NOT_MODIFIED = 304;

    ConsoleAnswer {
        headers = Map.copyOf(headers);
    }

    static ConsoleAnswer html(int status, String page) {
        return new ConsoleAnswer(
                status,
                Buffer.buffer(page),
                Map.of(CONTENT_TYPE, "text/html; charset=utf-8", CACHE_CONTROL, NEVER_KEPT));
    }

    static ConsoleAnswer json(String json) {
        return new ConsoleAnswer(
                OK, Buffer.buffer(json), Map.of(CONTENT_TYPE, "application/json", CACHE_CONTROL, NEVER_KEPT));
    }

    static ConsoleAnswer text(int status, String text) {
        return new ConsoleAnswer(
                status,
                Buffer.buffer(text + "\n"),
                Map.of(CONTENT_TYPE, "text/plain; charset=utf-8", CACHE_CONTROL, NEVER_KEPT));
    }

    static ConsoleAnswer seeOther(String path) {
        return new ConsoleAnswer(SEE_OTHER, Buffer.buffer(), Map.of("location", path, CACHE_CONTROL, NEVER_KEPT));
    }

    /** Returns a file; a browser asks each time whether it is still the same, as it is behind the password. */
    static ConsoleAnswer file(WebAsset file, boolean isKnown) {
        return isKnown
                ? new ConsoleAnswer(
                        NOT_MODIFIED, Buffer.buffer(), Map.of("etag", file.tag(), CACHE_CONTROL, "private, no-cache"))
                : new ConsoleAnswer(
                        OK,
                        file.content(),
                        Map.of(CONTENT_TYPE, file.type(), "etag", file.tag(), CACHE_CONTROL, "private, no-cache"));
    }

    ConsoleAnswer with(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new ConsoleAnswer(status, body, more);
    }
}
