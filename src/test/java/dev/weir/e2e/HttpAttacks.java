package dev.weir.e2e;

import static dev.weir.e2e.HttpAttack.SMUGGLED;
import static dev.weir.e2e.HttpAttack.rejected;
import static dev.weir.e2e.HttpAttack.served;

import java.util.List;
import java.util.stream.Stream;

/** The table of attacks on HTTP/1.1, as {@code docs/hostile-input.md} shows it. */
final class HttpAttacks {
    private static final String WEB_SOCKET =
            "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n";
    private static final String HELLO = RawRequest.HELLO;
    private static final String LENGTH = "content-length: " + HELLO.length() + "\r\n";
    private static final String CHUNKED = "transfer-encoding: chunked\r\n";
    private static final String CHUNKS = Integer.toHexString(HELLO.length()) + "\r\n" + HELLO + "\r\n0\r\n\r\n";

    private HttpAttacks() {}

    static Stream<HttpAttack> all() {
        return Stream.of(framing(), chunks(), lines(), heads(), upgrades()).flatMap(List::stream);
    }

    private static String post(String headers, String body) {
        return "POST /v1/messages HTTP/1.1\r\nhost: a\r\n@" + headers + "\r\n" + body;
    }

    private static List<HttpAttack> framing() {
        String both = LENGTH + CHUNKED;
        String smuggling = "0\r\n\r\n" + SMUGGLED;
        return List.of(
                rejected(
                        "transfer-encoding: xchunked",
                        post("transfer-encoding: xchunked\r\n", smuggling),
                        "400 closed",
                        "400 closed"),
                rejected(
                        "transfer-encoding: chunked, identity",
                        post("transfer-encoding: chunked, identity\r\n", smuggling),
                        "400 closed",
                        "400 closed"),
                rejected(
                        "transfer-encoding: identity",
                        post("transfer-encoding: identity\r\n", SMUGGLED),
                        "400 closed",
                        "400 closed"),
                rejected("transfer-encoding twice", post(CHUNKED + CHUNKED, CHUNKS), "400 closed", "400 closed"),
                rejected(
                        "transfer-encoding: gzip, chunked",
                        post("transfer-encoding: gzip, chunked\r\n", CHUNKS),
                        "400 closed",
                        "422 closed"),
                rejected(
                        "transfer-encoding with a tab",
                        post("transfer-encoding:\tchunked\r\n" + LENGTH, smuggling),
                        "400 closed",
                        "200 closed"),
                rejected(
                        "transfer-encoding with a vertical tab",
                        post("transfer-encoding: \u000bchunked\r\n", smuggling),
                        "400 closed",
                        "400 closed"),
                rejected("length and chunked", post(both, smuggling), "400 closed", "200 closed"),
                rejected(
                        "length and chunked, HTTP/1.0",
                        post(both, smuggling).replace("HTTP/1.1\r\nhost: a", "HTTP/1.0\r\nhost: a"),
                        "400 closed",
                        "200 closed"),
                rejected(
                        "chunked, HTTP/1.0",
                        post(CHUNKED, smuggling).replace("HTTP/1.1\r\nhost: a", "HTTP/1.0\r\nhost: a"),
                        "400 closed",
                        "200 closed"),
                rejected(
                        "two lengths that differ",
                        post("content-length: 0\r\n" + LENGTH, HELLO),
                        "400 closed",
                        "400 closed"),
                rejected("two lengths that agree", post(LENGTH + LENGTH, HELLO), "400 closed", "200"),
                rejected(
                        "a list of lengths",
                        post("content-length: " + HELLO.length() + ", " + HELLO.length() + "\r\n", HELLO),
                        "400 closed",
                        "200"),
                rejected("a length with a plus", post("content-length: +5\r\n", HELLO), "400 closed", "400 closed"),
                rejected("a length below zero", post("content-length: -1\r\n", HELLO), "400 closed", "400 closed"),
                rejected("a length in hex", post("content-length: 0x5\r\n", HELLO), "400 closed", "400 closed"),
                rejected(
                        "a length beyond 64 bits",
                        post("content-length: 99999999999999999999\r\n", HELLO),
                        "400 closed",
                        "400 closed"),
                rejected("an empty length", post("content-length: \r\n", SMUGGLED), "400 closed", "400 closed"),
                rejected(
                        "length: space before the colon",
                        post("content-length : 0\r\n", SMUGGLED),
                        "400 closed",
                        "400 closed"),
                served(
                        "a request behind the body",
                        post("connection: close\r\n" + LENGTH, HELLO + SMUGGLED),
                        "200 closed",
                        "200 closed"));
    }

    private static List<HttpAttack> chunks() {
        String size = Integer.toHexString(HELLO.length());
        return List.of(
                served("chunked as it should be", post(CHUNKED, CHUNKS), "200", "200"),
                rejected("a chunk size with 0x", post(CHUNKED, "0x" + CHUNKS), "closed", "400 closed"),
                rejected(
                        "a chunk size of 17 digits",
                        post(CHUNKED, "1000000000000000" + CHUNKS),
                        "closed",
                        "400 closed"),
                rejected("a chunk size with a sign", post(CHUNKED, "+" + CHUNKS), "closed", "400 closed"),
                rejected("no chunk size", post(CHUNKED, "\r\n" + CHUNKS), "closed", "400 closed"),
                rejected("chunks that end in LF", post(CHUNKED, CHUNKS.replace("\r\n", "\n")), "closed", "200"),
                rejected(
                        "an extension with a bare LF",
                        post(CHUNKED, size + ";a\n" + HELLO + "\r\n0\r\n\r\n"),
                        "closed",
                        "200"),
                served("an extension", post(CHUNKED, size + ";a=b\r\n" + HELLO + "\r\n0\r\n\r\n"), "200", "200"),
                rejected(
                        "a chunk longer than its size",
                        post(CHUNKED, "5\r\n" + HELLO + "\r\n0\r\n\r\n"),
                        "closed",
                        "400 closed"),
                served(
                        "trailers with a length",
                        post(CHUNKED, size + "\r\n" + HELLO + "\r\n0\r\nContent-Length: 99\r\nx-api-key: b\r\n\r\n"),
                        "200",
                        "200"));
    }

    private static List<HttpAttack> lines() {
        return List.of(
                rejected("lines that end in LF", post(LENGTH, "").replace("\r\n", "\n") + HELLO, "400 closed", "200"),
                rejected(
                        "a bare CR in a header",
                        post("x-a: b\rtransfer-encoding: chunked\r\n" + LENGTH, HELLO),
                        "400 closed",
                        "400 closed"),
                rejected("NUL in a value", post("x-a: b\0c\r\n" + LENGTH, HELLO), "400 closed", "200"),
                rejected(
                        "a control character in a value",
                        post("x-a: b\u0001c\r\n" + LENGTH, HELLO),
                        "400 closed",
                        "200"),
                rejected("NUL before the request line", "\0" + post(LENGTH, HELLO), "400 closed", "400 closed"),
                rejected(
                        "a control character before the request line",
                        "\u0001" + post(LENGTH, HELLO),
                        "400 closed",
                        "400 closed"),
                served("an empty line before the request line", "\r\n" + post(LENGTH, HELLO), "200", "200"),
                rejected(
                        "space before the first header",
                        "POST /v1/messages HTTP/1.1\r\n host: a\r\n@" + LENGTH + "\r\n" + HELLO,
                        "400 closed",
                        "400 closed"),
                rejected("space in a header's name", post("x a: b\r\n" + LENGTH, HELLO), "400 closed", "400 closed"),
                rejected("a header without a colon", post("x-a\r\n" + LENGTH, HELLO), "400 closed", "400 closed"),
                rejected("a header without a name", post(": b\r\n" + LENGTH, HELLO), "400 closed", "400 closed"),
                served("a folded header", post("x-a: b\r\n c\r\n" + LENGTH, HELLO), "200", "200"),
                served("bytes above ASCII in a value", post("x-a: \u00e9\r\n" + LENGTH, HELLO), "200", "200"));
    }

    private static List<HttpAttack> heads() {
        String good = post(LENGTH, HELLO);
        return List.of(
                rejected("no host", good.replace("host: a\r\n", ""), "400 closed", "200"),
                rejected(
                        "two hosts", good.replace("host: a\r\n", "host: a\r\nHost: b\r\n"), "400 closed", "400 closed"),
                rejected("HTTP/1.2", good.replace("HTTP/1.1", "HTTP/1.2"), "505 closed", "200"),
                rejected("HTTP/9.9", good.replace("HTTP/1.1", "HTTP/9.9"), "505 closed", "200"),
                rejected("HTTP/2.0 as text", good.replace("HTTP/1.1", "HTTP/2.0"), "505 closed", "200"),
                rejected("http/1.1 in lower case", good.replace("HTTP/1.1", "http/1.1"), "505 closed", "400 closed"),
                rejected("HTTP/0.9", "GET /v1/models\r\n\r\n", "400 closed", "400 closed"),
                served("HTTP/1.0", good.replace("HTTP/1.1", "HTTP/1.0"), "200 closed", "200 closed"),
                served("two spaces in the request line", good.replace("POST /", "POST  /"), "200", "200"),
                rejected(
                        "a space in the target",
                        good.replace("/v1/messages", "/v1/messages /x"),
                        "400 closed",
                        "400 closed"),
                served(
                        "a target with another host",
                        good.replace("/v1/messages", "http://other.test/v1/messages"),
                        "200",
                        "400 closed"),
                rejected(
                        "a target without a slash",
                        good.replace("/v1/messages", "v1/messages"),
                        "404 closed",
                        "400 closed"),
                rejected(
                        "a header block beyond 32 KiB",
                        post("x-a: " + "a".repeat(33_000) + "\r\n" + LENGTH, HELLO),
                        "431 closed",
                        "400 closed"),
                rejected(
                        "a target beyond 4 KiB",
                        good.replace("/v1/messages", "/v1/messages?" + "a".repeat(5_000)),
                        "414 closed",
                        "200"),
                rejected(
                        "a path with a parameter",
                        good.replace("/v1/messages", "/v1/messages;a=1"),
                        "400 closed",
                        "200"),
                rejected(
                        "a path with hidden dots",
                        good.replace("/v1/messages", "/x/%2e%2e/v1/messages"),
                        "400 closed",
                        "200"),
                rejected("CONNECT", "CONNECT other.test:443 HTTP/1.1\r\nhost: other.test:443\r\n@\r\n", "404", "200"),
                served("an expectation nobody knows", post("expect: something\r\n" + LENGTH, HELLO), "200", "200"));
    }

    private static List<HttpAttack> upgrades() {
        String upgrade =
                "connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n";
        return List.of(
                served("an upgrade to h2c", post(upgrade + LENGTH, HELLO), "200", "200"),
                rejected(
                        "HTTP/2 without TLS",
                        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0",
                        "505 closed",
                        "closed"),
                rejected(
                        "an upgrade to a web socket",
                        "GET /v1/messages HTTP/1.1\r\nhost: a\r\n@connection: upgrade\r\nupgrade: websocket\r\n"
                                + WEB_SOCKET + "\r\n",
                        "405",
                        "200"));
    }
}
