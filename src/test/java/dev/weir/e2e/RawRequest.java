package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A request as a client sends it: exactly these header lines, exactly these bytes.
 *
 * @param fields all header lines but {@code host} and the framing of the body
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RawRequest(String method, String target, List<MessageHead.HeaderLine> fields, byte[] body) {
    static final String HELLO = """
            {"model":"claude-opus-4-6","max_tokens":64,"messages":[{"role":"user","content":"canary"}]}""";
    static final String STREAM = HELLO.replace("{\"model\"", "{\"stream\":true,\"model\"");

    RawRequest {
        fields = List.copyOf(fields);
    }

    /** A message of this body, with this key. */
    static RawRequest message(String key, String body) {
        return post("/v1/messages", key, body.getBytes(UTF_8));
    }

    static RawRequest post(String target, String key, byte[] body) {
        return new RawRequest("POST", target, List.of(), body)
                .with("x-api-key", key)
                .with("anthropic-version", "2023-06-01")
                .with("content-type", "application/json");
    }

    static RawRequest get(String target, String key) {
        return new RawRequest("GET", target, List.of(), new byte[0])
                .with("x-api-key", key)
                .with("anthropic-version", "2023-06-01");
    }

    static RawRequest bare(String method, String target) {
        return new RawRequest(method, target, List.of(), new byte[0]);
    }

    /** The same with one more header line. */
    RawRequest with(String name, String value) {
        List<MessageHead.HeaderLine> more = new ArrayList<>(fields);
        more.add(new MessageHead.HeaderLine(name, value));
        return new RawRequest(method, target, more, body);
    }

    /** The same without the header lines of this name. */
    RawRequest without(String name) {
        List<MessageHead.HeaderLine> fewer = fields.stream()
                .filter(field -> !field.name().toLowerCase(Locale.ROOT).equals(name))
                .toList();
        return new RawRequest(method, target, fewer, body);
    }

    /** The same with another body. */
    RawRequest carrying(byte[] other) {
        return new RawRequest(method, target, fields, other);
    }

    /** The same, naming the script that the scripted upstream is to play. */
    RawRequest playing(String script) {
        return with(ScriptedUpstream.SCRIPT, script);
    }

    /** Returns the head of a request with a length, where there is a body. */
    byte[] head() {
        return head(body.length == 0 && !method.equals("POST") ? "" : "content-length: " + body.length + "\r\n");
    }

    /** Returns the head of a chunked request. */
    byte[] headOfChunked() {
        return head("transfer-encoding: chunked\r\n");
    }

    private byte[] head(String framing) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nhost: gateway.test\r\n");
        fields.forEach(field -> head.append(field.name() + ": " + field.value() + "\r\n"));
        return head.append(framing).append("\r\n").toString().getBytes(ISO_8859_1);
    }
}
