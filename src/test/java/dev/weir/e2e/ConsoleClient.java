package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.Base64;

/**
 * Asks the console as a browser on this machine does, with the password of {@link ConsoleProfile} unless it says
 * otherwise.
 *
 * @param port of the management interface
 */
record ConsoleClient(int port) {
    ReceivedResponse get(String path) {
        return send(with(RawRequest.bare("GET", path), ConsoleProfile.PASSWORD));
    }

    /** Returns where the page of a user is, whose id is typed. */
    String find(String team, String id) {
        RawRequest form = RawRequest.bare("POST", "/console/teams/" + team + "/users")
                .with("content-type", "application/x-www-form-urlencoded")
                .carrying(("id=" + URLEncoder.encode(id, UTF_8)).getBytes(UTF_8));
        ReceivedResponse response = send(with(form, ConsoleProfile.PASSWORD));
        assertThat(response.status()).as(response.text()).isEqualTo(303);
        return response.header("location").orElseThrow();
    }

    ReceivedResponse send(RawRequest request) {
        return send(request, "localhost:" + port);
    }

    ReceivedResponse send(RawRequest request, String host) {
        String head = new String(request.head(), ISO_8859_1).replace("host: gateway.test", "host: " + host);
        try (RawClient client = new RawClient(port)) {
            client.send(head.getBytes(ISO_8859_1));
            client.send(request.body());
            return client.response(request);
        }
    }

    static RawRequest with(RawRequest request, String password) {
        String pair = Base64.getEncoder().encodeToString(("operator:" + password).getBytes(UTF_8));
        return request.with("authorization", "Basic " + pair);
    }
}
