package dev.weir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.Provenance;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.ResponseKind;
import dev.weir.messages.Usage;
import dev.weir.pipeline.ExchangeEnd.ClientGone;
import dev.weir.pipeline.ExchangeEnd.Rejected;
import dev.weir.pipeline.ExchangeEnd.Relayed;
import dev.weir.pipeline.ExchangeEnd.Served;
import dev.weir.quota.ChargeBasis;
import dev.weir.quota.ChargeBasis.ClientLeft;
import dev.weir.quota.ChargeBasis.NotCharged;
import dev.weir.quota.ChargeBasis.RequestOnly;
import dev.weir.quota.ChargeBasis.Responded;
import dev.weir.relay.RelayEnd;
import dev.weir.relay.RelayEnd.ClientDisconnected;
import dev.weir.relay.RelayEnd.Completed;
import dev.weir.relay.RelayEnd.Cut;
import dev.weir.relay.RelayEnd.ErrorReported;
import dev.weir.relay.RelayEnd.Traffic;
import dev.weir.relay.RelayOutcome.CutReason;
import dev.weir.upstream.LoopbackServer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The life-cycle table: what the caller's limits are charged for each end of an exchange. */
class ExchangeChargeTest {
    private static final ResponseFacts FACTS = new ResponseFacts(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new Usage(7, 0, 0, 0, 9, 0, List.of())),
            Provenance.PARTIAL,
            3,
            ResponseKind.MESSAGE);
    private static final Traffic SEEN = new Traffic(FACTS, 100, OptionalLong.of(1), OptionalLong.of(2));
    private static final Traffic NOTHING_SEEN = Traffic.NONE;
    private static final Traffic NO_MESSAGE =
            new Traffic(ResponseFacts.NO_MESSAGE, 9, OptionalLong.of(1), OptionalLong.of(2));

    static List<Arguments> ends() {
        return List.of(
                Arguments.of(new Rejected(ErrorResponse.fault()), new NotCharged()),
                Arguments.of(new Rejected(ErrorResponse.draining()), new NotCharged()),
                Arguments.of(new Served(new byte[0]), new NotCharged()),
                Arguments.of(new ClientGone(), new NotCharged()),
                Arguments.of(relayed(200, new Completed(SEEN)), new Responded(FACTS)),
                Arguments.of(relayed(200, new Completed(NOTHING_SEEN)), new Responded(ResponseFacts.NONE)),
                Arguments.of(relayed(200, new Cut(CutReason.UPSTREAM_BROKE_OFF, SEEN)), new Responded(FACTS)),
                Arguments.of(
                        relayed(200, new Cut(CutReason.UPSTREAM_BROKE_OFF, NOTHING_SEEN)),
                        new Responded(ResponseFacts.NONE)),
                Arguments.of(relayed(200, new ClientDisconnected(SEEN)), new ClientLeft(FACTS)),
                Arguments.of(relayed(200, new ErrorReported(SEEN)), new Responded(FACTS)),
                Arguments.of(relayed(200, new ErrorReported(NOTHING_SEEN)), new NotCharged()),
                Arguments.of(relayed(200, new ErrorReported(NO_MESSAGE)), new NotCharged()),
                Arguments.of(relayed(200, new Cut(CutReason.UPSTREAM_BROKE_OFF, NO_MESSAGE)), new NotCharged()),
                Arguments.of(relayed(200, new ClientDisconnected(NO_MESSAGE)), new NotCharged()),
                Arguments.of(relayed(302, new Completed(NOTHING_SEEN)), new RequestOnly()),
                Arguments.of(relayed(400, new Completed(NOTHING_SEEN)), new RequestOnly()),
                Arguments.of(relayed(404, new ClientDisconnected(NOTHING_SEEN)), new RequestOnly()),
                Arguments.of(relayed(429, new Completed(NOTHING_SEEN)), new NotCharged()),
                Arguments.of(relayed(500, new Completed(NOTHING_SEEN)), new NotCharged()),
                Arguments.of(relayed(529, new ClientDisconnected(NOTHING_SEEN)), new NotCharged()));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void chargesByHowTheExchangeEnded(ExchangeEnd end, ChargeBasis spending) {
        assertThat(ExchangeCharge.of(end, false)).isEqualTo(spending);
    }

    @Test
    void chargesAnEstimateWhereTheClientDisconnectsAfterTheRequestWasSent() {
        try (TestGateway gateway = new TestGateway(_ -> {}, GatewayBounds.USUAL)) {
            var end = gateway.begin(Route.MESSAGES, "/v1/messages", TestGateway.headers());
            gateway.onLoop(() -> gateway.body
                    .send(TestGateway.request("claude-big", false, ""))
                    .end());
            LoopbackServer.until(() -> gateway.upstream.open() == 1);
            gateway.onLoop(gateway.client::leave);
            LoopbackServer.await(end);

            assertThat(gateway.quota.spent).containsExactly(new ClientLeft(ResponseFacts.NONE));
        }
    }

    private static Relayed relayed(int status, RelayEnd end) {
        return new Relayed(status, end);
    }
}
