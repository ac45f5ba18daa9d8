package dev.weir.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** One request outside of the measurement, to check how a target responds. */
final class BenchRequest {
    /** The path of all requests. */
    static final String PATH = "/v1/messages";

    /** The caller's key; good only for the gateway of this run, as the next. */
    static final String KEY = "weir_bench-key-of-this-run-alone";

    /** The key of a caller with a rate limit of one request per minute. */
    static final String LIMITED_KEY = "weir_bench-key-of-a-limited-caller";

    /** A key that nobody has. */
    static final String UNKNOWN_KEY = "weir_bench-key-that-nobody-has";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private BenchRequest() {}

    /** Returns the header fields of the requests of a step, in their order. */
    static Map<String, String> headers(BenchStep step) {
        return headers(step.target(), step.workload().key());
    }

    /** Returns the header fields of requests to a target with some credential, in their order. */
    static Map<String, String> headers(Target target, String key) {
        Map<String, String> headers = new TreeMap<>(target.recipe().headers());
        headers.put("anthropic-version", "2023-06-01");
        headers.put("content-type", "application/json");
        headers.put("x-api-key", key);
        return headers;
    }

    /**
     * Sends one request over a connection of its own.
     *
     * @throws IOException where there is no response within 10 s
     */
    static HttpResponse<byte[]> once(BenchStep step) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + step.target().port() + PATH))
                .timeout(PATIENCE)
                .POST(BodyPublishers.ofByteArray(step.workload().body()));
        headers(step).forEach(request::header);
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build()) {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /**
     * Sends one request whose response must have the status of the workload.
     *
     * @return the body of the response
     * @throws IOException where there is none, or it has another status
     */
    static byte[] expected(BenchStep step) throws IOException {
        HttpResponse<byte[]> response = once(step);
        int status = step.workload().status();
        if (response.statusCode() != status) {
            throw new IOException("responded %d (expected: %d)".formatted(response.statusCode(), status));
        }
        return response.body();
    }
}
