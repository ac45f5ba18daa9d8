package dev.weir.e2e;

import static dev.weir.e2e.QuotaTeams.keyOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The requests of the team {@code outage}, whose limits every trouble of Redis must leave right. */
record OutageTeam(GatewayEnvironment environment) {
    /** Returns a stream that uses so much input, and one token of output, when the test says so. */
    PacedRequest stream(String user, int input) {
        RawRequest request = RawRequest.message(keyOf("outage"), QuotaRequests.body(user, true));
        return new PacedRequest(environment, request, QuotaRequests.start(input), QuotaRequests.end(1));
    }

    /** Makes a request that uses one token of input and one of output. */
    ReceivedResponse brief(String user) {
        String script = environment.upstream().addScript(QuotaRequests.json(QuotaRequests.message(1, 1)));
        return environment.exchange(RawRequest.message(keyOf("outage"), QuotaRequests.body(user, false))
                .playing(script));
    }

    /** Returns the user's limits, as soon as they can be read. */
    JsonNode limits(String user) {
        List<ReceivedResponse> read = new ArrayList<>();
        BoundedWait.until("limits can be read", () -> {
            read.add(environment.exchange(RawRequest.get("/weir/limits?user_id=" + user, keyOf("outage"))));
            return read.getLast().status() == 200;
        });
        return read.getLast().json();
    }
}
