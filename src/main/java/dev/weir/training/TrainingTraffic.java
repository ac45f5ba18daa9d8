package dev.weir.training;

import dev.weir.auth.KeyMaker.NewKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The requests of a training run: what clients send every day, most of it streamed, and each kind of error response
 * once in a while.
 */
public final class TrainingTraffic {
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final String MODEL = "claude-sonnet-4-6";
    private static final List<TrainingRequest> REQUESTS = List.of(
            TrainingRequest.message(true, "tokens=60", 200),
            TrainingRequest.message(true, "tokens=20", 200),
            TrainingRequest.message(true, "tokens=200", 200),
            TrainingRequest.message(false, "tokens=60", 200),
            TrainingRequest.message(true, "tokens=40", 200),
            new TrainingRequest("/v1/messages/count_tokens", Optional.of(requestBody(false, false)), "", 200),
            TrainingRequest.message(true, "tokens=100", 200),
            TrainingRequest.message(false, "status=404", 404),
            TrainingRequest.message(true, "error-event=later", 200),
            TrainingRequest.message(true, "tokens=30", 200),
            new TrainingRequest("/v1/models", Optional.empty(), "", 200),
            new TrainingRequest("/v1/messages", Optional.of("{\"model\":1}"), "", 400),
            new TrainingRequest("/v1/nowhere", Optional.empty(), "", 404));

    private final URI gateway;
    private final NewKey key;

    /** Creates the traffic of one key to a gateway on 127.0.0.1. */
    public TrainingTraffic(int port, NewKey key) {
        this.gateway = URI.create("http://127.0.0.1:" + port);
        this.key = key;
    }

    /**
     * Sends requests one after the other, over kept connections.
     *
     * @throws IOException where a response is not the one that its request asks for
     */
    public void send(int requests) throws IOException {
        for (int at = 0; at < requests; at++) {
            send(REQUESTS.get(at % REQUESTS.size()));
        }
    }

    private void send(TrainingRequest request) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) gateway.resolve(request.path()).toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setRequestProperty("x-api-key", key.key().text());
        connection.setRequestProperty("anthropic-version", "2023-06-01");
        connection.setRequestProperty("x-simulate", request.directives());
        if (request.body().isPresent()) {
            connection.setRequestProperty("content-type", "application/json");
            connection.setDoOutput(true);
            try (var out = connection.getOutputStream()) {
                out.write(request.body().get().getBytes(StandardCharsets.UTF_8));
            }
        }
        int status = connection.getResponseCode();
        try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            if (body != null) {
                body.transferTo(OutputStream.nullOutputStream());
            }
        }
        if (status != request.status()) {
            throw new IOException(request.path() + " (" + request.directives() + "): status " + status + " (expected: "
                    + request.status() + ")");
        }
    }

    private static String requestBody(boolean isStreamed, boolean isMessage) {
        return "{\"model\":\"" + MODEL
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Where does the river rise?\"}]"
                + (isMessage ? ",\"max_tokens\":1000,\"metadata\":{\"user_id\":\"training\"}" : "")
                + (isStreamed ? ",\"stream\":true" : "") + "}";
    }

    private record TrainingRequest(String path, Optional<String> body, String directives, int status) {
        static TrainingRequest message(boolean isStreamed, String directives, int status) {
            return new TrainingRequest("/v1/messages", Optional.of(requestBody(isStreamed, true)), directives, status);
        }
    }
}
