package dev.weir.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.audit.AuditLog;
import dev.weir.auth.Authenticator;
import dev.weir.auth.Pseudonyms;
import dev.weir.body.ByteRoom;
import dev.weir.body.FakeSource;
import dev.weir.messages.RequestReader;
import dev.weir.messages.Validation;
import dev.weir.metering.InFlight;
import dev.weir.metering.Outcome;
import dev.weir.metering.UsageRecord;
import dev.weir.metering.WeirMetrics;
import dev.weir.policy.Policy;
import dev.weir.policy.PolicyReader;
import dev.weir.quota.GuardedStore;
import dev.weir.quota.QuotaFixture;
import dev.weir.quota.QuotaFixture.RecordedMeter;
import dev.weir.quota.QuotaSources;
import dev.weir.quota.identity.NewSessions;
import dev.weir.quota.identity.NewUsers;
import dev.weir.quota.store.UserRegistry;
import dev.weir.quota.store.memory.InMemoryQuotaStore;
import dev.weir.relay.FakeClient;
import dev.weir.relay.Relay;
import dev.weir.relay.RelaySettings;
import dev.weir.relay.RelayTimeouts;
import dev.weir.reload.FileReading;
import dev.weir.reload.SecretValue;
import dev.weir.tracing.Traces;
import dev.weir.upstream.LoopbackServer;
import dev.weir.upstream.UpstreamClient;
import dev.weir.upstream.UpstreamConfig;
import dev.weir.upstream.UpstreamKeys;
import dev.weir.upstream.UpstreamSettings;
import dev.weir.upstream.keys.KeyPool;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** All stages but the limits as they are, an upstream on this machine, and a client in the hand of the test. */
final class TestGateway implements AutoCloseable {
    static final String KEY = "weir_key-of-the-tests-0123456789";
    static final String OTHER_KEY = "weir_key-of-the-others-0123456789";
    static final int MAX_BODY = 100_000;
    static final int MAX_BODY_BYTES_PER_KEY = 500_000;

    private static final Policy POLICY = switch (new PolicyReader(Set.of("main"))
            .read("""
            plans:
              developer:
                models: ["claude-*"]
                deny-features: [mcp-servers]
              nothing: { user: { requests-per-minute: 0 } }
            teams:
              search:
                plan: developer
                users: { blocked: { blocked: true }, idle: { plan: nothing } }
                keys:
                  - { id: service, sha256: "%s" }
              other: { plan: developer, keys: [{ id: other, sha256: "%s" }] }
            """.formatted(sha256(KEY), sha256(OTHER_KEY)).getBytes(UTF_8))) {
        case FileReading.Valid<Policy>(Policy policy) -> policy;
        case FileReading.Invalid<Policy>(List<String> faults) -> throw new AssertionError(faults);
    };

    final LoopbackServer upstream;

    /** Upstream keys by their names, where they are not {@code sk-} and the name. */
    final Map<String, String> secrets = new ConcurrentHashMap<>();

    final CountingQuota quota = new CountingQuota();
    final ByteRoom room = new ByteRoom(1_000_000);
    final AtomicInteger maxPerKey = new AtomicInteger(1_000);
    final KeyShares shares;
    final Admission admission;
    final List<UsageRecord> records = new CopyOnWriteArrayList<>();
    final FakeClient client = new FakeClient();
    final FakeSource body = new FakeSource();
    final AtomicLong cacheNanos = new AtomicLong();
    final AtomicInteger invited = new AtomicInteger();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final KeyPool keys;
    final MessagesPipeline pipeline;
    private final AtomicLong passed = new AtomicLong();

    TestGateway(Handler<HttpServerRequest> upstreamServer, GatewayBounds limits) {
        this(upstreamServer, limits, RelaySettings.USUAL);
    }

    TestGateway(Handler<HttpServerRequest> upstreamServer, GatewayBounds limits, RelaySettings relaySettings) {
        upstream = LoopbackServer.serving(upstreamServer);
        shares = new KeyShares(maxPerKey::get, room, MAX_BODY_BYTES_PER_KEY);
        admission = new Admission(limits.maxInFlight(), shares);
        WeirMetrics metrics =
                new WeirMetrics(registry, new InFlight(() -> 0, () -> 0, () -> 0, () -> 0, () -> 0), "test");
        Pseudonyms pseudonyms = new Pseudonyms(new SecretValue("p".repeat(32)));
        Map<String, UpstreamConfig> configs =
                Map.of("main", UpstreamSettings.at(upstream.port()).withPool(limits.connections(), 0));
        UpstreamClient upstreams = new UpstreamClient(
                upstream.vertx(),
                UpstreamSettings.timeouts(limits.firstByte(), limits.firstByte()),
                Optional::empty,
                configs);
        keys = new KeyPool(
                UpstreamKeys.tiers(configs, limits.keys(secrets), limits.breaker()), Clock.systemUTC(), this::nanos);
        UpstreamSender sender = new UpstreamSender(
                upstreams,
                keys,
                limits.retryRules(this::nanos),
                new AttemptRecorder(metrics, new UpstreamFaultLog(System::nanoTime, new AuditLog(_ -> {}))),
                Clock.systemUTC());
        ResponseRelay relay = new ResponseRelay(new Relay(relaySettings, Waits.OF_A_MINUTE));
        UnaskedNames names = names(pseudonyms);
        Stages stages = new Stages(
                new Authenticator(() -> POLICY, Clock.systemUTC()),
                admission,
                new RequestReceiver(
                        upstream.vertx(),
                        new RequestReader(Validation.REQUIRED, MAX_BODY).digesting(),
                        shares,
                        MAX_BODY,
                        new BodyDeadline(0, Duration.ofSeconds(10))),
                new IdentityResolver(names.newUsers(), names.newSessions(), metrics),
                quota,
                sender,
                relay,
                new RejectedKeys(new AuditLog(_ -> {}), System::nanoTime));
        pipeline = new MessagesPipeline(
                stages,
                new ModelsEndpoint(sender, relay, cacheNanos::get),
                new LimitsEndpoint(names.newUsers(), names.newSessions(), quota),
                new Completion(admission, new ExchangeRecorder(records::add, () -> pseudonyms), Duration.ofMillis(50)),
                Traces.off(),
                Clock.systemUTC());
    }

    /** Lets time pass for retry budget, keys and circuit breakers. */
    void pass(Duration time) {
        passed.addAndGet(time.toNanos());
    }

    private long nanos() {
        return System.nanoTime() + passed.get();
    }

    /** Returns the room for bodies that the key of the tests has. */
    ByteRoom roomOfKey() {
        return shares.of(POLICY.key(sha256(KEY)).orElseThrow().key()).bodies();
    }

    /** The users and sessions of a policy without limits, where the registry is never used. */
    private record UnaskedNames(UserRegistry registry, GuardedStore store, QuotaSources sources) {
        NewUsers newUsers() {
            return new NewUsers(registry, store, 0, sources);
        }

        NewSessions newSessions() {
            return new NewSessions(registry, store, 0, sources);
        }
    }

    private static UnaskedNames names(Pseudonyms pseudonyms) {
        GuardedStore store = new GuardedStore(
                new InMemoryQuotaStore(() -> 0, 1),
                Duration.ofSeconds(1),
                new RecordedMeter(),
                String::valueOf,
                System::nanoTime);
        QuotaSources sources =
                new QuotaSources(() -> QuotaFixture.PRICES, () -> pseudonyms, () -> "unused", Clock.systemUTC());
        UserRegistry unasked = new UserRegistry() {
            @Override
            public Future<Boolean> name(String team, String key, String user, int perDay) {
                return Future.failedFuture("asked");
            }

            @Override
            public Future<Boolean> wouldName(String team, String key, String user, int perDay) {
                return Future.failedFuture("asked");
            }
        };
        return new UnaskedNames(unasked, store, sources);
    }

    static MultiMap headers() {
        return HttpHeaders.headers().add("x-api-key", KEY).add("content-type", "application/json");
    }

    static MultiMap headersOfOtherTeam() {
        return HttpHeaders.headers().add("x-api-key", OTHER_KEY).add("content-type", "application/json");
    }

    static byte[] request(String model, boolean stream, String more) {
        return ("{\"model\":\"" + model + "\",\"max_tokens\":10,\"stream\":" + stream
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}")
                .getBytes(UTF_8);
    }

    /** Begins an exchange on the event loop; its body is sent by the test. */
    Future<Void> begin(Route route, String uri, MultiMap headers) {
        return begin(route, uri, headers, client, body);
    }

    Future<Void> begin(Route route, String uri, MultiMap headers, FakeClient to, FakeSource from) {
        HttpMethod method = route == Route.MESSAGES || route == Route.COUNT_TOKENS ? HttpMethod.POST : HttpMethod.GET;
        ClientRequest request = new ClientRequest(
                "wreq_1",
                route,
                method,
                uri,
                headers,
                from,
                invited::incrementAndGet,
                to,
                new EventLoopTimers(upstream.vertx()));
        return upstream.on(() -> pipeline.handle(request));
    }

    /** Creates a message: sends the body whole and waits for the end of the exchange. */
    void create(byte[] request) {
        create(request, headers());
    }

    /** Creates a message with these request headers. */
    void create(byte[] request, MultiMap headers) {
        Future<Void> end = begin(Route.MESSAGES, "/v1/messages", headers);
        onLoop(() -> body.send(request).end());
        LoopbackServer.await(end);
    }

    /** Creates one more message, for another client, which it returns. */
    FakeClient createAgain(byte[] request) {
        return createAgain(request, headers());
    }

    /** Creates one more message, for another client, which it returns. */
    FakeClient createAgain(byte[] request, MultiMap headers) {
        FakeSource from = new FakeSource();
        FakeClient to = new FakeClient();
        Future<Void> end = begin(Route.MESSAGES, "/v1/messages", headers, to, from);
        onLoop(() -> from.send(request).end());
        LoopbackServer.await(end);
        return to;
    }

    /** Requests models, or one model, and waits for the end of the exchange. */
    FakeClient models(String uri, MultiMap headers) {
        Route route = uri.startsWith("/v1/models/") ? Route.MODEL : Route.MODELS;
        FakeClient to = new FakeClient();
        LoopbackServer.await(begin(route, uri, headers, to, new FakeSource()));
        return to;
    }

    void onLoop(Runnable task) {
        upstream.on(() -> {
            task.run();
            return true;
        });
    }

    /** Asserts that one exchange has ended so, with so many leases, each settled once, and that nothing is held. */
    void assertEnded(int status, Outcome outcome, int leases) {
        assertThat(records)
                .extracting(UsageRecord::status, UsageRecord::outcome)
                .containsExactly(tuple(status, outcome));
        assertThat(quota.granted).hasSize(leases);
        assertThat(quota.settled).isEqualTo(quota.granted);
        assertNothingHeld();
    }

    void assertNothingHeld() {
        assertThat(admission.inFlight()).isZero();
        assertThat(admission.streamsInFlight()).isZero();
        assertThat(room.inFlight()).isZero();
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    public void close() {
        upstream.close();
    }

    private record Waits(Duration idle, Duration total, Duration clientStall) implements RelayTimeouts {
        static final Waits OF_A_MINUTE = new Waits(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1));
    }
}
