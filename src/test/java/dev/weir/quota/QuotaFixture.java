package dev.weir.quota;

import static dev.weir.policy.LimitKind.CONCURRENT_REQUESTS;
import static dev.weir.policy.LimitKind.INPUT_TOKENS_PER_MINUTE;
import static dev.weir.policy.LimitKind.OUTPUT_TOKENS_PER_MINUTE;
import static dev.weir.policy.LimitKind.REQUESTS_PER_MINUTE;
import static dev.weir.policy.LimitKind.TOKENS_PER_DAY;
import static dev.weir.policy.LimitKind.USD_PER_DAY;

import dev.weir.auth.Caller;
import dev.weir.auth.Identity;
import dev.weir.auth.Pseudonyms;
import dev.weir.messages.InputSize;
import dev.weir.messages.MessageRequest;
import dev.weir.messages.MessageRequest.Fallbacks;
import dev.weir.messages.Provenance;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.ResponseKind;
import dev.weir.messages.Usage;
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
import dev.weir.quota.QuotaDecision.Granted;
import dev.weir.quota.response.QuotaHeaders;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.ReachedThreshold;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import dev.weir.quota.store.memory.InMemoryQuotaStore;
import dev.weir.reload.FileReading;
import dev.weir.reload.SecretValue;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A limiter over the in-memory store, with a clock that a test moves and a store that a test breaks. */
public final class QuotaFixture {
    /** A plan with a limit of each kind for a user. */
    static final Plan ALL = plan(
            new Limit(REQUESTS_PER_MINUTE, 10),
            new Limit(INPUT_TOKENS_PER_MINUTE, 100_000),
            new Limit(OUTPUT_TOKENS_PER_MINUTE, 100_000),
            new Limit(TOKENS_PER_DAY, 1_000_000),
            new Limit(USD_PER_DAY, 25_000_000),
            new Limit(CONCURRENT_REQUESTS, 5));

    public static final String MODEL = "claude-sonnet-5-5";
    public static final PriceTable PRICES = prices();
    private static final long BOUND_SECONDS = 30;

    public final SettableClock clock = new SettableClock();
    public final InMemoryQuotaStore redis = new InMemoryQuotaStore(clock::millis, 1_000);
    public final BreakableStore store = new BreakableStore(redis);
    public final RecordedMeter meter = new RecordedMeter();
    public final GuardedStore guarded =
            new GuardedStore(store, Duration.ofMillis(50), meter, String::valueOf, System::nanoTime);
    public final QuotaSources sources;
    public final RedisQuotaLimiter limiter;
    private final QuotaConfig config;

    public QuotaFixture() {
        this(new TestQuotaConfig(1, OutageMode.LOCAL, OutageMode.LOCAL));
    }

    public QuotaFixture(QuotaConfig config) {
        AtomicInteger ids = new AtomicInteger();
        Pseudonyms pseudonyms = new Pseudonyms(new SecretValue("0123456789abcdef0123456789abcdef"));
        sources = new QuotaSources(() -> PRICES, () -> pseudonyms, () -> "lease_" + ids.incrementAndGet(), clock);
        this.config = config;
        limiter = over(guarded);
    }

    /** Returns one more limiter over the same store, which waits longer for it. */
    public RedisQuotaLimiter limiter(Duration deadline) {
        return over(new GuardedStore(store, deadline, meter, String::valueOf, System::nanoTime));
    }

    private RedisQuotaLimiter over(GuardedStore its) {
        return RedisQuotaLimiter.over(its, new InMemoryQuotaStore(clock::millis, 1_000), config, sources, meter);
    }

    public static Plan plan(Limit... user) {
        return plan(Mode.ENFORCE, BudgetHold.EXPECTED, List.of(user), List.of());
    }

    public static Plan plan(Mode mode, BudgetHold hold, List<Limit> user, List<Limit> team) {
        return new Plan(
                "developer", Optional.empty(), Plan.DENIED_BY_DEFAULT, new Limits(user), new Limits(team), hold, mode);
    }

    public static Caller caller(Plan plan) {
        ApiKey key = new ApiKey("search-service", "00".repeat(32), Optional.empty(), Optional.empty());
        return new Caller(
                new Team("search", plan, ZoneOffset.UTC, Optional.empty(), Map.of(), List.of(key), Optional.empty()),
                key);
    }

    public static Identity user(String id) {
        return Identity.parse(id);
    }

    /** Returns a request of so many bytes of text. */
    public static MessageRequest message(long textBytes, long maxTokens) {
        return new MessageRequest(
                MODEL,
                true,
                OptionalLong.of(maxTokens),
                Optional.empty(),
                new Fallbacks.Models(List.of()),
                Set.of(),
                new InputSize(textBytes, 0, 0, 0),
                false);
    }

    public static ResponseFacts facts(Provenance provenance, long floor, Usage usage) {
        return new ResponseFacts(
                Optional.empty(),
                Optional.of(MODEL),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(usage),
                provenance,
                floor,
                ResponseKind.MESSAGE);
    }

    public static ChargeBasis used(long input, long output) {
        return new ChargeBasis.Responded(facts(Provenance.EXACT, 0, new Usage(input, 0, 0, 0, output, 0, List.of())));
    }

    /** Returns a small request. */
    public QuotaRequest request(Plan plan) {
        return request(plan, message(300, 100));
    }

    private QuotaRequest request(Plan plan, MessageRequest message) {
        return new QuotaRequest(caller(plan), user("u-1"), plan, message, Optional.empty(), clock.instant());
    }

    public QuotaDecision reserve(Plan plan, MessageRequest message) {
        return result(limiter.reserve(request(plan, message)));
    }

    /** Reserves for a small request. */
    public QuotaDecision reserve(Plan plan) {
        return reserve(plan, message(300, 100));
    }

    /** Decides on a request to {@code count_tokens}. */
    public QuotaDecision count(Plan plan) {
        return result(limiter.count(caller(plan), user("u-1"), plan));
    }

    /** Reserves for a small request, which must be granted. */
    public Lease lease(Plan plan) {
        QuotaDecision decision = reserve(plan);
        if (decision instanceof Granted(Lease lease, QuotaHeaders _)) {
            return lease;
        }
        throw new AssertionError("not granted: " + decision);
    }

    /** Returns the state of the limits in the store that stands for Redis. */
    public Snapshot limits(Plan plan) {
        Caller caller = caller(plan);
        String team = caller.team().name();
        String user = sources.pseudonyms().get().of(team, user("u-1"));
        return result(redis.snapshot(new Subject(team, user), Terms.of(plan, caller.team())));
    }

    /** Returns what is used of each limit, in the policy's order, money in nano-dollars. */
    public List<Long> used(Plan plan) {
        return limits(plan).limits().stream().map(LimitState::used).toList();
    }

    public List<Long> held(Plan plan) {
        return limits(plan).limits().stream().map(LimitState::held).toList();
    }

    /** Lets the store fail until the circuit breaker is open. */
    public void breakStore() {
        store.fail();
        for (int failure = 0; failure < 3; failure++) {
            result(guarded.query(from -> from.snapshot(
                            new Subject("none", "none"),
                            Terms.of(plan(), caller(plan()).team())))
                    .otherwiseEmpty());
        }
    }

    /** Runs the upkeep until the store is good. */
    public void recover() {
        until(() -> {
            limiter.catchUp();
            return guarded.state() == StoreState.GOOD;
        });
        limiter.catchUp();
    }

    public static <T> T result(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(BOUND_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until a condition holds, within a bound. */
    public static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not in time");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    static PriceTable prices() {
        return switch (PriceReader.read(PriceFile.packaged())) {
            case FileReading.Valid<PriceTable>(PriceTable table) -> table;
            case FileReading.Invalid<PriceTable>(List<String> faults) -> throw new AssertionError(faults);
        };
    }

    /** What was counted, in order. */
    public static final class RecordedMeter implements QuotaMeter {
        final List<String> decisions = new ArrayList<>();
        final List<String> budgets = new ArrayList<>();
        final List<StoreOperation> scripts = new ArrayList<>();
        final List<LossReason> losses = new ArrayList<>();
        final List<String> reached = new ArrayList<>();

        @Override
        public synchronized void decided(String team, DecisionKind verdict, String limit) {
            decisions.add(team + " " + verdict.label() + " " + limit);
        }

        @Override
        public synchronized void budgetUsed(String team, LimitState budget) {
            budgets.add(team + " " + budget.name() + " " + budget.used());
        }

        @Override
        public synchronized void took(StoreOperation script, long nanos) {
            scripts.add(script);
        }

        @Override
        public synchronized void lost(LossReason reason) {
            losses.add(reason);
        }

        @Override
        public synchronized void reached(Subject subject, ReachedThreshold threshold) {
            reached.add(threshold.name() + " " + threshold.percent());
        }
    }

    /** Settings of a test. */
    public record TestQuotaConfig(int replicas, OutageMode ratesMode, OutageMode budgetsMode) implements QuotaConfig {
        @Override
        public Duration storeDeadline() {
            return Duration.ofMillis(50);
        }

        @Override
        public Duration leaseTime() {
            return Duration.ofSeconds(60);
        }

        @Override
        public OnOutage onOutage() {
            return new OnOutage() {
                @Override
                public OutageMode rates() {
                    return ratesMode;
                }

                @Override
                public OutageMode budgets() {
                    return budgetsMode;
                }
            };
        }
    }
}
