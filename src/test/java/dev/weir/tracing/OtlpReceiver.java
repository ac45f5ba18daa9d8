package dev.weir.tracing;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** A receiver of traces and metrics on 127.0.0.1, which reads what it gets as OTLP. */
public final class OtlpReceiver implements AutoCloseable {
    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final Map<String, Metric> metrics = new ConcurrentHashMap<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    public OtlpReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", exchange -> receive(exchange, this::readTraces));
        server.createContext("/v1/metrics", exchange -> receive(exchange, this::readMetrics));
        server.start();
    }

    private void receive(HttpExchange exchange, BodyReader reader) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        reader.read(body);
        bodies.add(new String(body, StandardCharsets.ISO_8859_1));
        exchange.getResponseHeaders().set("content-type", "application/x-protobuf");
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    /** Reads what one signal sends. */
    private interface BodyReader {
        void read(byte[] body) throws IOException;
    }

    private void readTraces(byte[] body) throws IOException {
        ExportTraceServiceRequest.parseFrom(body)
                .getResourceSpansList()
                .forEach(resource -> resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
    }

    private void readMetrics(byte[] body) throws IOException {
        ExportMetricsServiceRequest.parseFrom(body)
                .getResourceMetricsList()
                .forEach(resource -> resource.getScopeMetricsList()
                        .forEach(scope ->
                                scope.getMetricsList().forEach(metric -> metrics.put(metric.getName(), metric))));
    }

    /** Returns each metric as it came last, by its name. */
    public Map<String, Metric> metrics() {
        return Map.copyOf(metrics);
    }

    /** Returns where traces and metrics are sent. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Returns all spans so far, in the order of their arrival. */
    public List<Span> spans() {
        return List.copyOf(spans);
    }

    /** Returns the bytes of all requests so far, a character for each. */
    public String bytes() {
        return String.join("\n", bodies);
    }

    /** Returns the only span with a name. */
    public Span span(String name) {
        List<Span> found =
                spans.stream().filter(span -> span.getName().equals(name)).toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " spans named " + name + " of "
                    + spans.stream().map(Span::getName).toList());
        }
        return found.getFirst();
    }

    /** Returns the attributes of a span as texts. */
    public static Map<String, String> attributes(Span span) {
        return attributes(span.getAttributesList());
    }

    /** Returns attributes as texts. */
    public static Map<String, String> attributes(List<KeyValue> attributes) {
        return attributes.stream().collect(Collectors.toMap(KeyValue::getKey, OtlpReceiver::text));
    }

    private static String text(KeyValue attribute) {
        var value = attribute.getValue();
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> Long.toString(value.getIntValue());
            case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            default -> value.toString().replaceAll("\\s+", " ").strip();
        };
    }

    /** Returns an id in hex. */
    public static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
