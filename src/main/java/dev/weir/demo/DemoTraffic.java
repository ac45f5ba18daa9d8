package dev.weir.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A mixed load on the demo's gateway, as teams make it: streams, cache hits, errors of callers and of the upstream, and
 * a budget that is spent. A few requests a second, at most six at the same time, until the process ends.
 */
final class DemoTraffic {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int STREAMS = 4;
    private static final int USERS = 6;
    private static final String NO_FAULT = "";
    private static final String LONG_PROMPT = "The river rises in the hills, and a weir holds it back. ".repeat(400);

    private final URI gateway;
    private final List<String> keys;

    /**
     * Prepares a load.
     *
     * @param keys of the teams {@code search}, {@code support} and {@code batch}
     */
    DemoTraffic(int port, List<String> keys) {
        this.gateway = URI.create("http://127.0.0.1:" + port);
        this.keys = List.copyOf(keys);
    }

    /** One request of a team, and how it asks the simulator to behave. */
    private record DemoRequest(String key, String body, String directives) {}

    /** Starts the load on threads of its own, which end with the process. */
    void start() {
        for (int caller = 0; caller < STREAMS; caller++) {
            int first = caller;
            start("search-" + caller, Duration.ofMillis(400), number -> search(number * STREAMS + first));
        }
        start("support", Duration.ofMillis(450), this::support);
        start("batch", Duration.ofMillis(1_100), this::batch);
    }

    private void start(String name, Duration pause, Requests requests) {
        Thread.ofPlatform().daemon().name("demo-" + name).start(() -> {
            for (int number = 0; ; number++) {
                send(requests.of(number));
                LockSupport.parkNanos(pause.toNanos());
            }
        });
    }

    private DemoRequest search(int number) {
        String model = number % 3 == 0 ? "claude-opus-5-5" : "claude-sonnet-5-5";
        String body = """
                {"model":"%s","max_tokens":2000,"stream":true,"metadata":{"user_id":"reader-%d"},
                "system":[{"type":"text","text":"%s","cache_control":{"type":"ephemeral"}}],
                "messages":[{"role":"user","content":"Question %d"}]}
                """.formatted(model, number % USERS, LONG_PROMPT, number);
        return new DemoRequest(keys.get(0), body, "tokens=" + (60 + number % 5 * 40) + ";event-delay=40ms");
    }

    private DemoRequest support(int number) {
        String model = number % 16 == 9 ? "claude-next-7" : "claude-haiku-5-5";
        String body = """
                {"model":"%s","max_tokens":400,"metadata":{"user_id":"agent-%d"},
                "messages":[{"role":"user","content":"Ticket %d"}]}
                """.formatted(model, number % 3, number);
        return switch (number % 12) {
            case 1 -> new DemoRequest(keys.get(1), body, "status=529;times=1;key=k" + number);
            case 3 -> new DemoRequest(keys.get(1), body, "status=400");
            case 5 -> new DemoRequest(keys.get(1), body.replace("\"max_tokens\":400,", ""), NO_FAULT);
            case 7 -> new DemoRequest(keys.get(1), body, "status=500");
            case 8 -> new DemoRequest("weir_demo-key-that-nobody-knows", body, NO_FAULT);
            case 10 -> new DemoRequest(keys.get(1), body.replace("claude-haiku-5-5", "gpt-9"), NO_FAULT);
            default ->
                new DemoRequest(keys.get(1), body, "tokens=" + (20 + number % 7 * 12) + ";first-byte-delay=90ms");
        };
    }

    private DemoRequest batch(int number) {
        String body = """
                {"model":"claude-opus-5-5","max_tokens":2000,"metadata":{"user_id":"job-%d"},
                "messages":[{"role":"user","content":"Summary %d"}]}
                """.formatted(number % 2, number);
        return new DemoRequest(keys.get(2), body, "tokens=300;first-byte-delay=300ms");
    }

    /** Sends a request and drops its response, whatever that is; a gateway that ends takes its load with it. */
    private void send(DemoRequest request) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) gateway.resolve("/v1/messages").toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setRequestProperty("x-api-key", request.key());
            connection.setRequestProperty("anthropic-version", "2023-06-01");
            connection.setRequestProperty("content-type", "application/json");
            if (!request.directives().isEmpty()) {
                connection.setRequestProperty("x-simulate", request.directives());
            }
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(request.body().getBytes(StandardCharsets.UTF_8));
            }
            boolean isError = connection.getResponseCode() >= HttpURLConnection.HTTP_BAD_REQUEST;
            try (InputStream body = isError ? connection.getErrorStream() : connection.getInputStream()) {
                if (body != null) {
                    body.transferTo(OutputStream.nullOutputStream());
                }
            }
        } catch (IOException _) {
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        }
    }

    /** Makes the requests of one caller, by their number. */
    @FunctionalInterface
    private interface Requests {
        DemoRequest of(int number);
    }
}
