package dev.weir.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A simulator on a free port, and a client that sees every byte. */
final class RunningSimulator implements AutoCloseable {
    private static final int MOMENT_MILLIS = 400;
    private static final int PATIENCE_MILLIS = 20_000;

    private final Vertx vertx = Vertx.vertx();
    private final Simulator simulator;

    RunningSimulator(Clock clock) {
        simulator = Simulator.start(vertx, new SimulatorOptions("127.0.0.1", 0, 1), clock)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    int port() {
        return simulator.port();
    }

    /** A POST with the usual headers; of headers with an empty value none is sent. */
    ReceivedReply post(String path, String body, Map<String, String> headers) {
        return send("POST", path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** A message for this prompt. */
    ReceivedReply exchange(String body, String... headers) {
        Map<String, String> more = new TreeMap<>();
        for (int at = 0; at < headers.length; at += 2) {
            more.put(headers[at], headers[at + 1]);
        }
        return post("/v1/messages", body, more);
    }

    /** Whether nothing comes within a moment of a request. */
    boolean isSilent(String body, String script) {
        return glimpse(request(body, script), MOMENT_MILLIS).status() == 0;
    }

    /** What is received for an incomplete response, until it pauses for a moment. */
    ReceivedReply glimpse(String body, String script) {
        return glimpse(request(body, script));
    }

    /** What comes of these bytes, until it pauses for a moment. */
    ReceivedReply glimpse(byte[] request) {
        return glimpse(request, PATIENCE_MILLIS);
    }

    private ReceivedReply glimpse(byte[] request, int firstByteMillis) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(firstByteMillis);
            socket.getOutputStream().write(request);
            ByteArrayOutputStream seen = new ByteArrayOutputStream();
            try {
                seen.write(socket.getInputStream().read());
                socket.setSoTimeout(MOMENT_MILLIS);
                socket.getInputStream().transferTo(seen);
            } catch (SocketTimeoutException _) {
                return ReceivedReply.read(new ByteArrayInputStream(seen.toByteArray()), true);
            }
            throw new AssertionError("the connection was closed");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static byte[] request(String body, String script) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head("POST", "/v1/messages", bytes.length, Map.of("x-simulate", script)));
        request.writeBytes(bytes);
        return request.toByteArray();
    }

    ReceivedReply get(String path) {
        return send("GET", path, new byte[0], Map.of());
    }

    ReceivedReply send(String method, String path, byte[] body, Map<String, String> headers) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(head(method, path, body.length, headers));
            socket.getOutputStream().write(body);
            return ReceivedReply.read(socket.getInputStream(), method.equals("HEAD"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static byte[] head(String method, String path, int length, Map<String, String> more) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(Map.of(
                "host", "localhost", "connection", "close", "x-api-key", "k", "anthropic-version", "2023-06-01"));
        headers.put("content-type", "application/json");
        headers.put("content-length", String.valueOf(length));
        headers.putAll(more);
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        headers.forEach((name, value) -> head.append(value.isEmpty() ? "" : name + ": " + value + "\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        simulator.stop().toCompletionStage().toCompletableFuture().join();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /**
     * A response as received.
     *
     * @param status 0 where none was received
     * @param whole whether the body ended properly
     */
    record ReceivedReply(int status, Map<String, String> headers, String body, boolean whole) {
        static ReceivedReply read(InputStream in, boolean headOnly) throws IOException {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                return new ReceivedReply(0, Map.of(), text, false);
            }
            String[] lines = text.substring(0, end).split("\r\n", -1);
            Map<String, String> headers = new TreeMap<>();
            for (int at = 1; at < lines.length; at++) {
                int colon = lines[at].indexOf(':');
                headers.put(
                        lines[at].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[at].substring(colon + 1).strip());
            }
            int status = Integer.parseInt(lines[0].split(" ", -1)[1]);
            String rest = text.substring(end + 4);
            if (headers.containsKey("transfer-encoding")) {
                return new ReceivedReply(status, headers, dechunk(rest), rest.endsWith("0\r\n\r\n"));
            }
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            boolean whole = headOnly || rest.getBytes(StandardCharsets.UTF_8).length == length;
            return new ReceivedReply(status, headers, rest, whole);
        }

        private static String dechunk(String text) {
            StringBuilder body = new StringBuilder();
            for (String chunk : chunksOf(text)) {
                body.append(chunk);
            }
            return body.toString();
        }

        /** Only for ASCII bodies. */
        private static List<String> chunksOf(String text) {
            List<String> chunks = new ArrayList<>();
            int at = 0;
            while (at < text.length()) {
                int line = text.indexOf("\r\n", at);
                int length = Integer.parseInt(text.substring(at, line), 16);
                int from = line + 2;
                if (length > 0) {
                    chunks.add(text.substring(from, Math.min(text.length(), from + length)));
                }
                at = from + length + 2;
            }
            return chunks;
        }

        JsonNode json() {
            return Json.read(body).orElseThrow();
        }

        /** The data of the events, in their order. */
        List<JsonNode> events() {
            List<JsonNode> events = new ArrayList<>();
            for (String line : body.split("\n", -1)) {
                if (line.startsWith("data: ")) {
                    Json.read(line.substring(6)).ifPresent(events::add);
                }
            }
            return events;
        }

        /** The names of the events, in their order, one of several equal ones in a row. */
        List<String> names() {
            List<String> names = new ArrayList<>();
            for (JsonNode event : events()) {
                String name = event.path("type").asText();
                if (names.isEmpty() || !names.getLast().equals(name)) {
                    names.add(name);
                }
            }
            return names;
        }

        /** Status and error type, for example {@code 529 overloaded_error}. */
        String fault() {
            return status + " " + json().path("error").path("type").asText();
        }

        String message() {
            return json().path("error").path("message").asText();
        }
    }
}
