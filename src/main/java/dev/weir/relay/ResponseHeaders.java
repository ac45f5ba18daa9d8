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
 * Selects the upstream's headers that go to the client.
 *
 * <p>Dropped are headers that speak for another origin, ids of the operator's account, the state of the operator's own
 * rate limits, and headers of a network in front of the upstream.
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

    /** Returns a new map of the headers for the client, ours included. */
    static MultiMap from(MultiMap upstream, Map<String, String> gatewayHeaders) {
        MultiMap client = FILTER.copy(upstream);
        if (isEventStream(upstream)) {
            letFlow(client);
        }
        gatewayHeaders.forEach(client::set);
        return client.set("x-weir-source", "upstream");
    }

    /** Returns the headers for the client; an event stream that has no type gets one. */
    static MultiMap of(RelayedResponse response, boolean isEventStream) {
        MultiMap client = from(response.headers(), response.gatewayHeaders());
        if (isEventStream && !isEventStream(client)) {
            setEventStream(client);
        }
        return client;
    }

    static void setEventStream(MultiMap client) {
        client.set(HttpHeaders.CONTENT_TYPE, EVENT_STREAM);
        letFlow(client);
    }

    /**
     * Removes the length, as bytes may be added, and makes proxies pass events on at once. Source: nginx,
     * proxy_buffering.
     */
    private static void letFlow(MultiMap client) {
        client.remove(HttpHeaders.CONTENT_LENGTH);
        client.set("x-accel-buffering", "no");
    }

    /** Returns the length of the body that the client expects; absent where it is unknown or not a number. */
    static OptionalLong length(MultiMap client) {
        String length = client.get(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(length));
        } catch (NumberFormatException _) {
            return OptionalLong.empty();
        }
    }

    /** Returns whether the response is an event stream. */
    static boolean isEventStream(MultiMap headers) {
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        return type != null && type.toLowerCase(Locale.ROOT).startsWith(EVENT_STREAM);
    }

    /** Returns whether the type of the body is unknown: it has no type, or the default one of servers. */
    static boolean isUntyped(MultiMap headers) {
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        return type == null || type.isBlank() || type.toLowerCase(Locale.ROOT).startsWith("text/plain");
    }

    /**
     * Returns whether the body is encoded, so that nothing can be read from it nor added to it; empty elements of the
     * list are ignored. Source: RFC 9110, sections 5.6.1 and 8.4.
     */
    static boolean isEncoded(MultiMap headers) {
        return headers.contains(HttpHeaders.CONTENT_ENCODING)
                && headers.getAll(HttpHeaders.CONTENT_ENCODING).stream()
                        .flatMap(line -> Stream.of(line.split(",")))
                        .map(String::strip)
                        .anyMatch(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase("identity"));
    }
}
