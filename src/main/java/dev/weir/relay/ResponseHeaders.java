package dev.weir.relay;

import dev.weir.headers.HeaderFilter;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Which of an upstream's headers go to the client.
 *
 * <p>Dropped are what would speak for another origin, the ids of the operator's account, the state of the operator's
 * own rate limits, and what a network in front of the upstream says of itself.
 */
final class ResponseHeaders {
    private static final String EVENT_STREAM = "text/event-stream";

    private static final HeaderFilter FILTER = new HeaderFilter(List.of(
            "set-cookie",
            "alt-svc",
            "strict-transport-security",
            "access-control-*",
            "anthropic-organization-id",
            "anthropic-workspace-id",
            "anthropic-ratelimit-*",
            "anthropic-priority-*",
            "anthropic-fast-*",
            "x-weir-*",
            "via",
            "cf-*",
            "nel",
            "report-to",
            "server-timing"));

    private ResponseHeaders() {}

    /** Returns a new map of what goes to the client, ours included. */
    static MultiMap from(MultiMap upstream, Map<String, String> gatewayHeaders) {
        MultiMap client = FILTER.copy(upstream);
        if (isEventStream(upstream)) {
            letFlow(client);
        }
        gatewayHeaders.forEach(client::set);
        return client.set("x-weir-source", "upstream");
    }

    /** Says of a response without a type of its own that it is an event stream. */
    static void setEventStream(MultiMap client) {
        client.set(HttpHeaders.CONTENT_TYPE, EVENT_STREAM);
        letFlow(client);
    }

    /**
     * Takes the length, as bytes may be added, and asks proxies not to hold the events back. Source: nginx,
     * proxy_buffering.
     */
    private static void letFlow(MultiMap client) {
        client.remove(HttpHeaders.CONTENT_LENGTH);
        client.set("x-accel-buffering", "no");
    }

    /**
     * Returns how many bytes of body the client is told to expect; absent where it is told nothing that is a number.
     */
    static OptionalLong length(MultiMap client) {
        String length = client.get(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(length));
        } catch (NumberFormatException _) {
            return OptionalLong.empty();
        }
    }

    /** Whether the response is an event stream. */
    static boolean isEventStream(MultiMap headers) {
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        return type != null && type.toLowerCase(Locale.ROOT).startsWith(EVENT_STREAM);
    }

    /**
     * Whether the response does not say what its body is: without a type, or with the one that servers give by default.
     */
    static boolean isUntyped(MultiMap headers) {
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        return type == null || type.isBlank() || type.toLowerCase(Locale.ROOT).startsWith("text/plain");
    }

    /**
     * Whether the response's body is encoded, so that nothing can be read from it nor added to it; empty elements of
     * the list count for nothing. Source: RFC 9110, sections 5.6.1 and 8.4.
     */
    static boolean isEncoded(MultiMap headers) {
        return headers.getAll(HttpHeaders.CONTENT_ENCODING).stream()
                .flatMap(line -> Stream.of(line.split(",")))
                .map(String::strip)
                .anyMatch(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase("identity"));
    }
}
