package dev.weir.upstream.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.ErrorFacts;
import dev.weir.messages.Hash64;
import dev.weir.upstream.keys.KeyChoice.BreakerOpen;
import dev.weir.upstream.keys.KeyChoice.Cause;
import dev.weir.upstream.keys.KeyChoice.Chosen;
import dev.weir.upstream.keys.KeyQuery.Binding;
import dev.weir.upstream.retry.AttemptEnd;
import dev.weir.upstream.retry.Classification.KeyEffect;
import dev.weir.upstream.retry.RetryHints;
import dev.weir.upstream.retry.RetryReason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class KeyPoolTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final KeyEffect NONE = new KeyEffect.None();
    private static final AttemptEnd GOOD = new AttemptEnd.Responded(200, ErrorFacts.NONE, RetryHints.NONE);
    private static final AttemptEnd OVERLOADED = new AttemptEnd.Responded(529, ErrorFacts.NONE, RetryHints.NONE);
    private static final KeyEffect REJECTED = new KeyEffect.Out(RetryReason.KEY_REJECTED, Optional.empty());

    private final AtomicLong nanos = new AtomicLong(-1_000_000_000_000L);
    private final Map<String, String> secrets = new HashMap<>();
    private final CircuitBreaker main = new CircuitBreaker(20);
    private final CircuitBreaker spare = new CircuitBreaker(20);
    private final PoolKey a = key("main", "a", main);
    private final PoolKey b = key("main", "b", main);
    private final PoolKey c = key("spare", "c", spare);
    private final KeyPool pool = pool(new KeyTier(List.of(a, b)), new KeyTier(List.of(c)));

    @Test
    void spreadsConversationsOverTheKeysOfTheFirstTier() {
        Map<PoolKey, Long> chosen = new HashMap<>();
        LongStream.range(0, 1000).forEach(affinity -> chosen.merge(choose(affinity), 1L, Long::sum));

        assertThat(chosen).containsOnlyKeys(a, b);
        assertThat(chosen.values()).allMatch(count -> count > 400);
    }

    @Test
    void movesOnlyTheConversationsOfAKeyThatGoesOutAndOnlyOnce() {
        List<PoolKey> before = choices();
        pool.ended(a, "m", GOOD, REJECTED);

        List<PoolKey> after = choices();

        assertThat(after).isEqualTo(before.stream().map(_ -> b).toList());
        assertThat(before).contains(a, b);
    }

    @Test
    void letsOneRequestTryAKeyThatIsOutAfterFiveMinutes() {
        pool.ended(a, "m", GOOD, REJECTED);
        pass(PoolKey.PROBE_INTERVAL.minusMillis(1));
        PoolKey early = choose(1);
        pass(Duration.ofMillis(1));

        List<PoolKey> due = List.of(choose(1), choose(1));

        assertThat(early).isEqualTo(b);
        assertThat(due).containsExactly(a, b);
    }

    @Test
    void bringsAKeyBackOnceARequestSucceedsOnIt() {
        pool.ended(a, "m", GOOD, REJECTED);
        pass(PoolKey.PROBE_INTERVAL);
        choose(1);
        pool.ended(a, "m", OVERLOADED, NONE);
        boolean afterOverload = a.isInUse();
        pool.ended(a, "m", GOOD, NONE);

        assertThat(List.of(afterOverload, a.isInUse())).containsExactly(false, true);
    }

    @Test
    void leavesAKeyOutUntilTheDateThatTheUpstreamStated() {
        Instant tomorrow = NOW.plus(Duration.ofDays(1));
        pool.ended(a, "m", GOOD, new KeyEffect.Out(RetryReason.ACCOUNT, Optional.of(tomorrow)));
        pass(Duration.ofHours(23));
        PoolKey before = choose(1);
        pass(Duration.ofHours(1));

        assertThat(List.of(before, choose(1))).containsExactly(b, a);
    }

    @Test
    void usesAKeyAgainAsSoonAsItsSecretHasChanged() {
        pool.ended(a, "m", GOOD, REJECTED);

        secrets.put("a", "new");

        assertThat(a.isInUse()).isTrue();
    }

    @Test
    void neverTakesTheLastKeyOut() {
        List.of(a, b, c).forEach(key -> pool.ended(key, "m", GOOD, REJECTED));

        assertThat(List.of(a.isInUse(), b.isInUse(), c.isInUse())).containsExactly(false, false, true);
        assertThat(choose(1)).isEqualTo(c);
    }

    @Test
    void usesAKeyThatIsOutWhereATeamMayUseNoOther() {
        pool.ended(a, "m", GOOD, REJECTED);
        pool.ended(b, "m", GOOD, REJECTED);

        KeyChoice choice = pool.choose(new KeyQuery(Optional.of("main"), "m", 1, Binding.CACHE, List.of()));

        assertThat(choice).isIn(new Chosen(a), new Chosen(b));
    }

    @Test
    void keepsATeamToItsUpstream() {
        KeyChoice choice = pool.choose(new KeyQuery(Optional.of("spare"), "m", 1, Binding.CACHE, List.of()));

        assertThat(choice).isEqualTo(new Chosen(c));
    }

    @Test
    void restsAKeyForTheModelOnlyAndForTheTimeOnly() {
        pool.ended(a, "m", GOOD, new KeyEffect.Rest(Duration.ofSeconds(20)));
        boolean rested = choices().stream().allMatch(b::equals);
        boolean other = LongStream.range(0, 50).mapToObj(i -> choose("n", i)).anyMatch(a::equals);
        pass(Duration.ofSeconds(20));

        assertThat(List.of(rested, other, choices().contains(a))).containsExactly(true, true, true);
    }

    @Test
    void usesARestingKeyWhereEveryKeyRests() {
        List.of(a, b, c).forEach(key -> pool.ended(key, "m", GOOD, new KeyEffect.Rest(Duration.ofSeconds(20))));

        assertThat(choices()).containsOnly(a, b);
    }

    @Test
    void usesTheNextTierWhereTheFirstRests() {
        List.of(a, b).forEach(key -> pool.ended(key, "m", GOOD, new KeyEffect.Rest(Duration.ofSeconds(20))));

        assertThat(choices()).containsOnly(c);
    }

    @Test
    void leavesAnUpstreamAloneToWhichThereIsNoConnection() {
        IntStream.range(0, 20).forEach(_ -> pool.ended(a, "m", new AttemptEnd.NotConnected(), NONE));

        assertThat(choices()).containsOnly(c);
    }

    @Test
    void leavesAKeyAloneThatIsOverloadedForTheModel() {
        IntStream.range(0, 20).forEach(_ -> pool.ended(a, "m", OVERLOADED, NONE));
        boolean other = LongStream.range(0, 50).mapToObj(i -> choose("n", i)).anyMatch(a::equals);

        assertThat(choices()).containsOnly(b);
        assertThat(other).isTrue();
    }

    @Test
    void saysWhichBreakerIsOpenAndUntilWhen() {
        KeyPool single = pool(new KeyTier(List.of(a)));
        IntStream.range(0, 20).forEach(_ -> single.ended(a, "m", OVERLOADED, NONE));
        pass(Duration.ofSeconds(1));
        KeyChoice overloaded = single.choose(query(1));
        IntStream.range(0, 60).forEach(_ -> single.ended(a, "m", new AttemptEnd.NotConnected(), NONE));
        KeyChoice unreachable = single.choose(query(1));

        assertThat(List.of(overloaded, unreachable))
                .containsExactly(
                        new BreakerOpen(Cause.OVERLOAD, Duration.ofSeconds(4)),
                        new BreakerOpen(Cause.CONNECT, Duration.ofSeconds(5)));
    }

    @Test
    void letsASingleProbeThroughAnOpenBreaker() {
        KeyPool single = pool(new KeyTier(List.of(a)));
        IntStream.range(0, 20).forEach(_ -> single.ended(a, "m", OVERLOADED, NONE));
        pass(Duration.ofSeconds(5));

        List<KeyChoice> choices = List.of(single.choose(query(1)), single.choose(query(1)));

        assertThat(choices).containsExactly(new Chosen(a), new BreakerOpen(Cause.OVERLOAD, Duration.ofSeconds(5)));
    }

    @Test
    void easesOffAKeyThatComesNearItsLimit() {
        long before = choices().stream().filter(a::equals).count();
        pool.readRateLimits(a, "m", HeadroomTest.reported("requests", 100, 5, "2026-11-29T12:01:00Z"));
        long half = choices().stream().filter(a::equals).count();
        pass(Duration.ofSeconds(10));
        pool.readRateLimits(a, "m", HeadroomTest.reported("requests", 100, 0, "2026-11-29T12:01:00Z"));
        long none = choices().stream().filter(a::equals).count();

        assertThat(half).isBetween(1L, before - 1);
        assertThat(none).isLessThan(half);
    }

    @Test
    void returnsConversationsToTheirKeyOnceItHasRoomAgain() {
        List<PoolKey> before = choices();
        pool.readRateLimits(a, "m", HeadroomTest.reported("requests", 100, 0, "2026-11-29T12:01:00Z"));
        pass(Duration.ofMinutes(1));

        assertThat(choices()).isEqualTo(before);
    }

    @Test
    void keepsRequestsThatNameStateToOneKeyWhateverItsStanding() {
        KeyQuery query = new KeyQuery(Optional.empty(), "m", 3, Binding.STATE, List.of(a, b));
        KeyChoice before = pool.choose(query);
        List.of(a, b).forEach(key -> pool.ended(key, "m", GOOD, new KeyEffect.Rest(Duration.ofSeconds(20))));

        assertThat(pool.choose(query)).isEqualTo(before).isNotEqualTo(new Chosen(c));
        assertThat(pool.hasOther(query)).isFalse();
    }

    @Test
    void knowsWhetherAnotherKeyCouldTakeTheRequest() {
        boolean others = pool.hasOther(query(1).without(List.of(a)));
        pool.ended(b, "m", GOOD, new KeyEffect.Rest(Duration.ofSeconds(20)));
        boolean spareOnly = pool.hasOther(query(1).without(List.of(a)));
        boolean none = pool.hasOther(query(1).without(List.of(a, c)));

        assertThat(List.of(others, spareOnly, none)).containsExactly(true, true, false);
    }

    @Test
    void triesAKeyAgainThatARequestLeavesAloneWhereThereIsNoOther() {
        KeyChoice choice = pool.choose(query(1).without(List.of(a, b, c)));

        assertThat(choice).isIn(new Chosen(a), new Chosen(b));
    }

    @Test
    void saysWhatIsLeftOfALimit() {
        pool.readRateLimits(a, "m", HeadroomTest.reported("input-tokens", 100, 5, "2026-11-29T12:01:00Z"));

        assertThat(a.remaining(RateLimitKind.INPUT_TOKENS)).hasValue(5);
        assertThat(a.remaining(RateLimitKind.REQUESTS)).isEmpty();
    }

    private List<PoolKey> choices() {
        List<PoolKey> choices = new ArrayList<>();
        LongStream.range(0, 200).forEach(i -> choices.add(choose(i)));
        return choices;
    }

    private PoolKey choose(long affinity) {
        return choose("m", affinity);
    }

    private PoolKey choose(String model, long affinity) {
        KeyQuery query = new KeyQuery(Optional.empty(), model, Hash64.mix(affinity), Binding.CACHE, List.of());
        return switch (pool.choose(query)) {
            case Chosen(PoolKey key) -> key;
            case BreakerOpen open -> throw new AssertionError(open);
        };
    }

    private static KeyQuery query(long affinity) {
        return new KeyQuery(Optional.empty(), "m", affinity, Binding.CACHE, List.of());
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private KeyPool pool(KeyTier... tiers) {
        return new KeyPool(List.of(tiers), Clock.fixed(NOW, ZoneOffset.UTC), nanos::get);
    }

    private PoolKey key(String upstream, String name, CircuitBreaker breaker) {
        secrets.put(name, "secret-" + name);
        return new PoolKey(upstream, name, () -> secrets.getOrDefault(name, ""), breaker);
    }
}
