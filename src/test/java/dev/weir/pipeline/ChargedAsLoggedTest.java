package dev.weir.pipeline;

import static dev.weir.policy.LimitKind.INPUT_TOKENS_PER_MINUTE;
import static dev.weir.policy.LimitKind.OUTPUT_TOKENS_PER_MINUTE;
import static dev.weir.policy.LimitKind.TOKENS_PER_DAY;
import static dev.weir.policy.LimitKind.USD_PER_DAY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.auth.Caller;
import dev.weir.auth.Identity;
import dev.weir.auth.Pseudonyms;
import dev.weir.body.Body;
import dev.weir.body.BodyCollector;
import dev.weir.body.ByteRoom;
import dev.weir.body.Collected.Complete;
import dev.weir.body.FakeSource;
import dev.weir.messages.InputSize;
import dev.weir.messages.MessageRequest;
import dev.weir.messages.MessageRequest.Fallbacks;
import dev.weir.messages.Provenance;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.ResponseKind;
import dev.weir.messages.Usage;
import dev.weir.metering.InFlight;
import dev.weir.metering.UsageLog;
import dev.weir.metering.UsageMeter;
import dev.weir.metering.WeirMetrics;
import dev.weir.pipeline.ExchangeEnd.ClientGone;
import dev.weir.pipeline.ExchangeEnd.Rejected;
import dev.weir.pipeline.ExchangeEnd.Relayed;
import dev.weir.policy.ApiKey;
import dev.weir.policy.Limit;
import dev.weir.policy.Limits;
import dev.weir.policy.Plan;
import dev.weir.policy.Plan.BudgetHold;
import dev.weir.policy.Plan.Mode;
import dev.weir.policy.Team;
import dev.weir.pricing.PriceFile;
import dev.weir.pricing.PriceReader;
import dev.weir.pricing.PriceTable;
import dev.weir.quota.GuardedStore;
import dev.weir.quota.LimitsStatus.Known;
import dev.weir.quota.OutageMode;
import dev.weir.quota.QuotaDecision.Granted;
import dev.weir.quota.QuotaFixture.RecordedMeter;
import dev.weir.quota.QuotaFixture.TestQuotaConfig;
import dev.weir.quota.QuotaRequest;
import dev.weir.quota.QuotaSources;
import dev.weir.quota.RedisQuotaLimiter;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.memory.InMemoryQuotaStore;
import dev.weir.relay.FakeClient;
import dev.weir.relay.RelayEnd.ClientDisconnected;
import dev.weir.relay.RelayEnd.Completed;
import dev.weir.relay.RelayEnd.Cut;
import dev.weir.relay.RelayEnd.ErrorReported;
import dev.weir.relay.RelayEnd.Traffic;
import dev.weir.relay.RelayOutcome.CutReason;
import dev.weir.reload.FileReading;
import dev.weir.reload.SecretValue;
import dev.weir.tracing.NoTrace;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The usage log says of every way out what the limits were charged with, and of callers without limits what they would
 * be.
 */
class ChargedAsLoggedTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Pseudonyms PSEUDONYMS = new Pseudonyms(new SecretValue("p".repeat(32)));
    private static final Identity USER = Identity.parse("u-1");
    private static final Limits LIMITS = new Limits(List.of(
            new Limit(INPUT_TOKENS_PER_MINUTE, 1_000_000),
            new Limit(OUTPUT_TOKENS_PER_MINUTE, 1_000_000),
            new Limit(TOKENS_PER_DAY, 100_000_000),
            new Limit(USD_PER_DAY, 100_000_000)));
    private static final PriceTable PRICES = switch (PriceReader.read(PriceFile.packaged())) {
        case FileReading.Valid<PriceTable>(PriceTable table) -> table;
        case FileReading.Invalid<PriceTable>(List<String> faults) -> throw new AssertionError(faults);
    };
    private static final MessageRequest MESSAGE = new MessageRequest(
            "claude-sonnet-5-5",
            true,
            OptionalLong.of(100),
            Optional.empty(),
            new Fallbacks.Models(List.of()),
            Set.of(),
            new InputSize(300, 0, 0, 0),
            true);

    private static final OptionalLong FIRST_BYTE = OptionalLong.of(1);
    private static final OptionalLong FIRST_SENT = OptionalLong.of(2);

    private final List<String> lines = new ArrayList<>();
    private final GuardedStore store = new GuardedStore(
            new InMemoryQuotaStore(NOW::toEpochMilli, 10),
            Duration.ofMinutes(1),
            new RecordedMeter(),
            String::valueOf,
            System::nanoTime);
    private final RedisQuotaLimiter limiter = RedisQuotaLimiter.over(
            store,
            new InMemoryQuotaStore(NOW::toEpochMilli, 10),
            new TestQuotaConfig(1, OutageMode.LOCAL, OutageMode.LOCAL),
            new QuotaSources(() -> PRICES, () -> PSEUDONYMS, () -> "lease", CLOCK),
            new RecordedMeter());
    private final WeirMetrics metrics = new WeirMetrics(
            new SimpleMeterRegistry(), new InFlight(() -> 0, () -> 0, () -> 0, () -> 0, () -> 0), "test");
    private final UsageMeter meter =
            new UsageMeter(() -> PRICES, metrics, new UsageLog(line -> lines.add(line.toString())));
    private final Completion completion = new Completion(
            new Admission(10, new KeyShares(() -> 10, new ByteRoom(1_000), 1_000)),
            new ExchangeRecorder(meter::record, () -> PSEUDONYMS),
            Duration.ofMinutes(1));

    @AfterAll
    static void close() {
        VERTX.close();
    }

    static List<Arguments> ends() {
        Usage usage = new Usage(200, 5_000, 50, 7, 30, 2, List.of());
        Usage steps = new Usage(
                10,
                0,
                0,
                0,
                20,
                0,
                List.of(
                        new Usage.Iteration(Optional.of("claude-opus-5-5"), 10, 0, 0, 0, 5),
                        new Usage.Iteration(Optional.empty(), 10, 0, 0, 0, 20)));
        Traffic unread = new Traffic(ResponseFacts.NONE, 9, FIRST_BYTE, FIRST_SENT);
        Traffic whole = new Traffic(facts(usage, Provenance.EXACT, 0), 9, FIRST_BYTE, FIRST_SENT);
        Traffic some = new Traffic(facts(usage, Provenance.PARTIAL, 77), 9, FIRST_BYTE, FIRST_SENT);
        Traffic refused = new Traffic(
                facts(usage, Provenance.EXACT, 0, ResponseKind.REFUSED_BEFORE_OUTPUT), 9, FIRST_BYTE, FIRST_SENT);
        Traffic noMessage = new Traffic(ResponseFacts.NO_MESSAGE, 9, FIRST_BYTE, FIRST_SENT);
        return List.of(
                Arguments.of("a whole response", new Relayed(200, new Completed(whole)), "exact"),
                Arguments.of(
                        "step by step",
                        new Relayed(
                                200,
                                new Completed(
                                        new Traffic(facts(steps, Provenance.EXACT, 0), 9, FIRST_BYTE, FIRST_SENT))),
                        "exact"),
                Arguments.of("encoded", new Relayed(200, new Completed(unread)), "estimated"),
                Arguments.of("cut", new Relayed(200, new Cut(CutReason.UPSTREAM_BROKE_OFF, some)), "partial"),
                Arguments.of(
                        "cut before message_start",
                        new Relayed(200, new Cut(CutReason.UPSTREAM_BROKE_OFF, unread)),
                        "estimated"),
                Arguments.of("client disconnected", new Relayed(200, new ClientDisconnected(some)), "partial"),
                Arguments.of(
                        "client disconnected before the first event",
                        new Relayed(200, new ClientDisconnected(unread)),
                        "estimated"),
                Arguments.of(
                        "client disconnected and read to the end",
                        new Relayed(200, new ClientDisconnected(whole)),
                        "exact"),
                Arguments.of("refused before any output", new Relayed(200, new Completed(refused)), "exact"),
                Arguments.of("no message", new Relayed(200, new ErrorReported(noMessage)), "null"),
                Arguments.of("error event", new Relayed(200, new ErrorReported(some)), "partial"),
                Arguments.of("nothing but an error", new Relayed(200, new ErrorReported(unread)), "null"),
                Arguments.of("400", new Relayed(400, new Completed(unread)), "null"),
                Arguments.of("429", new Relayed(429, new Completed(unread)), "null"),
                Arguments.of("500", new Relayed(500, new ClientDisconnected(unread)), "null"),
                Arguments.of("rejected", new Rejected(ErrorResponse.fault()), "null"),
                Arguments.of("client disconnected before anything was sent", new ClientGone(), "null"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ends")
    void logsWhatWasCharged(String name, ExchangeEnd end, String usage) throws JsonProcessingException {
        Caller caller = caller(plan(LIMITS));

        JsonNode line = conclude(caller, end);

        assertThat(line.get("usage").asText()).isEqualTo(usage);
        assertThat(logged(line)).isEqualTo(charged(caller));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ends")
    void logsTheSameForACallerWithoutLimits(String name, ExchangeEnd end, String usage) throws JsonProcessingException {
        JsonNode limited = conclude(caller(plan(LIMITS)), end);

        JsonNode unlimited = conclude(caller(plan(Limits.NONE)), end);

        assertThat(logged(unlimited)).isEqualTo(logged(limited));
        assertThat(unlimited.get("usage")).isEqualTo(limited.get("usage"));
    }

    private JsonNode conclude(Caller caller, ExchangeEnd end) throws JsonProcessingException {
        ClientRequest request = new ClientRequest(
                "wreq_1",
                Route.MESSAGES,
                HttpMethod.POST,
                "/v1/messages",
                HttpHeaders.headers(),
                new FakeSource(),
                () -> {},
                new FakeClient(),
                new EventLoopTimers(VERTX));
        Exchange exchange = new Exchange(request, NOW, NoTrace.INSTANCE);
        exchange.authenticated(caller);
        exchange.read(new ReadRequest(caller, body(), MESSAGE, OptionalLong.empty()));
        exchange.identified(USER);
        var decision = limiter.reserve(new QuotaRequest(
                        caller, USER, caller.team().plan(), MESSAGE, Optional.empty(), exchange.startedAt()))
                .result();
        if (decision instanceof Granted(var lease, var headers)) {
            exchange.reserved(new Reservation(limiter, lease, headers));
        }
        completion.complete(exchange, end);
        return JSON.readTree(lines.getLast());
    }

    /** Returns input, output, both, and nano-dollars, as the line says them. */
    private static List<Long> logged(JsonNode line) {
        long input = line.get("input_tokens").asLong()
                + line.get("cache_write_5m_tokens").asLong()
                + line.get("cache_write_1h_tokens").asLong();
        long output = line.get("output_tokens").asLong();
        BigDecimal usd = new BigDecimal(line.get("cost_usd").asText("0").replace("null", "0"));
        return List.of(input, output, input + output, usd.movePointRight(9).longValueExact());
    }

    /** Returns what is used of the limits, in the same order. */
    private List<Long> charged(Caller caller) {
        var reading = (Known) limiter.limits(caller, USER, caller.team().plan(), Optional.empty())
                .result();
        return reading.snapshot().limits().stream().map(LimitState::used).toList();
    }

    private static Body body() {
        FakeSource source = new FakeSource().send("{}".getBytes(UTF_8)).end();
        var collected = BodyCollector.collect(source, OptionalLong.of(2), 2, new ByteRoom(100))
                .result();
        return ((Complete) collected).body();
    }

    private static ResponseFacts facts(Usage usage, Provenance provenance, long floor) {
        return facts(usage, provenance, floor, ResponseKind.MESSAGE);
    }

    private static ResponseFacts facts(Usage usage, Provenance provenance, long floor, ResponseKind kind) {
        return new ResponseFacts(
                Optional.of("msg_1"),
                Optional.of("claude-sonnet-5-5"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(usage),
                provenance,
                floor,
                kind);
    }

    private static Plan plan(Limits user) {
        return new Plan(
                "developer",
                Optional.empty(),
                Plan.DENIED_BY_DEFAULT,
                user,
                Limits.NONE,
                BudgetHold.EXPECTED,
                Mode.ENFORCE);
    }

    private static Caller caller(Plan plan) {
        ApiKey key = new ApiKey("service", "00".repeat(32), Optional.empty(), Optional.empty());
        return new Caller(
                new Team("search", plan, ZoneOffset.UTC, Optional.empty(), Map.of(), List.of(key), Optional.empty()),
                key);
    }
}
