package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request that servers are known to disagree about.
 *
 * @param request its bytes, one character a byte; {@code @} stands for the header lines that make it a good request
 * @param ours the response of Weir: the statuses, then {@code closed} where it closes the connection
 * @param haproxy the response of HAProxy 2.6 in front of the upstream
 * @param body the body that the upstream gets, of one request; none where it gets no request
 */
record HttpAttack(String name, String request, String ours, String haproxy, Optional<String> body) {
    /** A whole request that is hidden in the body of another. */
    static final String SMUGGLED = "POST /v1/messages HTTP/1.1\r\nhost: b\r\n@content-length: "
            + RawRequest.HELLO.length() + "\r\n\r\n" + RawRequest.HELLO;

    private static final String CLOSED = "closed";

    static HttpAttack rejected(String name, String request, String ours, String haproxy) {
        return new HttpAttack(name, request, ours, haproxy, Optional.empty());
    }

    static HttpAttack served(String name, String request, String ours, String haproxy) {
        return new HttpAttack(name, request, ours, haproxy, Optional.of(RawRequest.HELLO));
    }

    /** Returns the bytes to send, where requests name {@code script}. */
    byte[] bytes(String script) {
        String good = "x-api-key: " + TestKeys.OPEN + "\r\ncontent-type: application/json\r\n" + ScriptedUpstream.SCRIPT
                + ": " + script + "\r\n";
        return request.replace("@", good).getBytes(ISO_8859_1);
    }

    /** Sends it to a port and returns the response, in the form of {@link #ours}. */
    String sendTo(int port, String script) {
        List<String> outcome = new ArrayList<>();
        try (RawClient client = new RawClient(port)) {
            client.send(bytes(script));
            while (!client.isSilentFor(outcome.isEmpty() ? 10_000 : 200)) {
                outcome.add(client.nextResponse().map(HttpAttack::outcomeOf).orElse(CLOSED));
                if (outcome.getLast().equals(CLOSED)) {
                    break;
                }
            }
        } catch (UncheckedIOException _) {
            outcome.add(CLOSED);
        }
        return String.join(" ", outcome);
    }

    private static String outcomeOf(ReceivedResponse response) {
        if (response.text().contains(TestKeys.OPEN)) {
            throw new AssertionError("the response holds the key: " + response.text());
        }
        return String.valueOf(response.status());
    }

    @Override
    public String toString() {
        return name;
    }
}
