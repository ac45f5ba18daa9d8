package dev.weir.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** One request outside of the measurement, to check that a target responds with the bytes of the mock. */
final class BenchRequest {
    /** The path of all requests. */
    static final String PATH = "/v1/messages";

    /** The caller's key; good only for the gateway of this run. */
    static final String KEY = "weir_bench-key-of-this-run-alone";

    /** The header fields of every request, in their order. */
    static final Map<String, String> HEADERS = new TreeMap<>(
            Map.of("anthropic-version", "2023-06-01", "content-type", "application/json", "x-api-key", KEY));

    private static final int OK = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private BenchRequest() {}

    /**
     * Sends one request over a connection of its own.
     *
     * @param extra header fields beside those of every request
     * @return the body of the response
     * @throws IOException where there is none, or its status is not 200
     */
    static byte[] once(int port, Workload workload, Map<String, String> extra) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + PATH))
                .timeout(PATIENCE)
                .POST(BodyPublishers.ofByteArray(workload.body()));
        HEADERS.forEach(request::header);
        extra.forEach(request::header);
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build()) {
            var response = client.send(request.build(), BodyHandlers.ofByteArray());
            if (response.statusCode() != OK) {
                throw new IOException("port " + port + " responded " + response.statusCode() + " (expected: 200)");
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
