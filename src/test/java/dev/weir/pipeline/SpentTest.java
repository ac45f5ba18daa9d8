package dev.weir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.body.FakeSource;
import dev.weir.messages.ErrorType;
import dev.weir.messages.Operation;
import dev.weir.messages.Provenance;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.Usage;
import dev.weir.pipeline.Ending.ClientLeft;
import dev.weir.pipeline.Ending.Refused;
import dev.weir.pipeline.Ending.Relayed;
import dev.weir.quota.Spending;
import dev.weir.quota.Spending.Answered;
import dev.weir.quota.Spending.Nothing;
import dev.weir.quota.Spending.RequestOnly;
import dev.weir.relay.FakeClient;
import dev.weir.relay.RelayEnd;
import dev.weir.relay.RelayEnd.ClientGone;
import dev.weir.relay.RelayEnd.Completed;
import dev.weir.relay.RelayEnd.Cut;
import dev.weir.relay.RelayEnd.ErrorEvent;
import dev.weir.relay.RelayEnd.NotBegun;
import dev.weir.relay.RelayEnd.Traffic;
import dev.weir.upstream.LoopbackServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The life-cycle table: what each way out of an exchange uses of the caller's limits. */
class SpentTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final ResponseFacts FACTS = new ResponseFacts(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new Usage(7, 0, 0, 0, 9, 0, List.of())),
            Provenance.PARTIAL,
            3);
    private static final Traffic SEEN = new Traffic(FACTS, 100, 1, 2);
    private static final Traffic NOTHING_SEEN = new Traffic(ResponseFacts.NONE, 0, -1, -1);

    @AfterAll
    static void close() {
        VERTX.close();
    }

    static List<Arguments> endings() {
        return List.of(
                Arguments.of(new Refused(ErrorResponse.fault()), new Nothing()),
                Arguments.of(new Refused(ErrorResponse.draining()), new Nothing()),
                Arguments.of(new ClientLeft(), new Nothing()),
                Arguments.of(relayed(200, new Completed(SEEN)), new Answered(FACTS)),
                Arguments.of(relayed(200, new Completed(NOTHING_SEEN)), new Answered(ResponseFacts.NONE)),
                Arguments.of(relayed(200, new Cut(SEEN)), new Answered(FACTS)),
                Arguments.of(relayed(200, new Cut(NOTHING_SEEN)), new Answered(ResponseFacts.NONE)),
                Arguments.of(relayed(200, new ClientGone(SEEN)), new Answered(FACTS)),
                Arguments.of(relayed(200, new ErrorEvent(SEEN)), new Answered(FACTS)),
                Arguments.of(relayed(200, new ErrorEvent(NOTHING_SEEN)), new Nothing()),
                Arguments.of(relayed(200, new NotBegun(NOTHING_SEEN, ErrorType.API, "…")), new Nothing()),
                Arguments.of(relayed(302, new Completed(NOTHING_SEEN)), new RequestOnly()),
                Arguments.of(relayed(400, new Completed(NOTHING_SEEN)), new RequestOnly()),
                Arguments.of(relayed(404, new ClientGone(NOTHING_SEEN)), new RequestOnly()),
                Arguments.of(relayed(429, new Completed(NOTHING_SEEN)), new Nothing()),
                Arguments.of(relayed(500, new Completed(NOTHING_SEEN)), new Nothing()),
                Arguments.of(relayed(529, new ClientGone(NOTHING_SEEN)), new Nothing()));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void followsFromTheEnding(Ending ending, Spending spending) {
        assertThat(Spent.by(exchange(), ending)).isEqualTo(spending);
    }

    @Test
    void chargesAClientThatLeftOnceTheUpstreamMayHaveTheRequest() {
        try (TestGateway gateway = new TestGateway(_ -> {}, TestGateway.Limits.USUAL)) {
            var end = gateway.begin(Operation.MESSAGES, "/v1/messages", TestGateway.headers());
            gateway.onLoop(() -> gateway.body
                    .send(TestGateway.request("claude-big", false, ""))
                    .end());
            LoopbackServer.until(() -> gateway.upstream.open() == 1);
            gateway.onLoop(gateway.client::leave);
            LoopbackServer.await(end);

            assertThat(gateway.quota.spent).containsExactly(new Answered(ResponseFacts.NONE));
        }
    }

    private static Relayed relayed(int status, RelayEnd end) {
        return new Relayed(status, end);
    }

    private static Exchange exchange() {
        ClientRequest call = new ClientRequest(
                "wreq_1",
                Operation.MESSAGES,
                HttpMethod.POST,
                "/v1/messages",
                HttpHeaders.headers(),
                new FakeSource(),
                () -> {},
                new FakeClient(),
                new EventLoopTimers(VERTX));
        return new Exchange(call, Instant.EPOCH);
    }
}
