package dev.weir.quota.store.redis;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.LimitKind.Window;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.LimitScope;
import dev.weir.policy.LimitScope.LimitPart;
import dev.weir.quota.store.LevelTerms;
import dev.weir.quota.store.Terms;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** Random terms of a history: some levels, each with some limits, and thresholds or none. */
final class HistoryTerms {
    /** Every level that terms may have, without limits. */
    static final List<LevelTerms> LEVELS = List.of(
            LevelTerms.of(LimitScope.USER, List.of()),
            new LevelTerms(LimitScope.USER, true, List.of(), true),
            LevelTerms.of(LimitScope.ofModels(LimitLevel.USER, "opus"), List.of()),
            LevelTerms.of(LimitScope.ofSession("one"), List.of()),
            LevelTerms.of(LimitScope.ofSession("two"), List.of()),
            LevelTerms.of(LimitScope.TEAM, List.of()),
            new LevelTerms(LimitScope.TEAM, true, List.of(), true),
            LevelTerms.of(LimitScope.ofModels(LimitLevel.TEAM, "opus"), List.of()));

    private static final List<String> ZONES = List.of(
            "UTC",
            "Europe/Berlin",
            "America/New_York",
            "Africa/Cairo",
            "Asia/Kathmandu",
            "Australia/Lord_Howe",
            "Pacific/Apia",
            "Pacific/Kiritimati",
            "Pacific/Tongatapu",
            "Pacific/Pago_Pago");

    private static final List<List<Integer>> THRESHOLDS =
            List.of(List.of(), List.of(50, 80, 95), List.of(1, 33, 100), List.of(100));

    private final SplittableRandom random;

    HistoryTerms(SplittableRandom random) {
        this.random = random;
    }

    Terms next() {
        List<LevelTerms> levels = new ArrayList<>();
        for (LevelTerms level : LEVELS) {
            if (random.nextInt(level.scope().part() == LimitPart.ALL ? 4 : 2) > 0) {
                levels.add(withLimits(level));
            }
        }
        if (levels.isEmpty()) {
            levels.add(withLimits(LEVELS.getFirst()));
        }
        return new Terms(levels, zone(), oneOf(THRESHOLDS));
    }

    Terms inAnotherZone(Terms terms) {
        return new Terms(terms.levels(), zone(), terms.warnAt());
    }

    private ZoneId zone() {
        return ZoneId.of(oneOf(ZONES));
    }

    private LevelTerms withLimits(LevelTerms level) {
        List<Limit> limits = new ArrayList<>();
        for (LimitKind kind : LimitKind.values()) {
            if (isFor(level, kind) && random.nextInt(3) > 0) {
                limits.add(limit(kind, level.scope().level() == LimitLevel.TEAM ? 3 : 1));
            }
        }
        boolean isCounting = level.scope().part() != LimitPart.MODELS || random.nextInt(3) > 0;
        return new LevelTerms(level.scope(), level.isOfNewerKinds(), limits, isCounting);
    }

    private static boolean isFor(LevelTerms level, LimitKind kind) {
        return switch (level.scope().part()) {
            case ALL -> kind.isFor(level.scope().level()) && LevelTerms.isNewer(kind) == level.isOfNewerKinds();
            case MODELS -> kind.isFor(LimitLevel.USER);
            case SESSION -> kind.isOfSession();
        };
    }

    private Limit limit(LimitKind kind, int share) {
        long max = switch (random.nextInt(15)) {
            case 0 -> kind.largest();
            case 1 -> random.nextLong(2);
            default -> random.nextLong(1, 2 + share * usual(kind));
        };
        boolean hasBurst = kind.window() == Window.MINUTE && random.nextInt(3) == 0;
        return new Limit(
                kind, max, hasBurst ? OptionalLong.of(random.nextLong(1, 2 + 2 * usual(kind))) : OptionalLong.empty());
    }

    private static long usual(LimitKind kind) {
        return switch (kind) {
            case REQUESTS_PER_MINUTE, COUNT_TOKENS_PER_MINUTE, REQUESTS_PER_DAY, SESSION_REQUESTS -> 10;
            case REQUESTS_PER_MONTH -> 30;
            case INPUT_TOKENS_PER_MINUTE -> 2000;
            case OUTPUT_TOKENS_PER_MINUTE -> 1000;
            case TOKENS_PER_DAY, SESSION_TOKENS -> 5000;
            case TOKENS_PER_WEEK -> 10_000;
            case TOKENS_PER_MONTH -> 20_000;
            case USD_PER_DAY, SESSION_USD -> 200;
            case USD_PER_WEEK -> 500;
            case USD_PER_MONTH -> 1000;
            case CONCURRENT_REQUESTS -> 4;
        };
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
