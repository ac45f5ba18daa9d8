package dev.weir.quota.response;

import static dev.weir.policy.LimitKind.CONCURRENT_REQUESTS;
import static dev.weir.policy.LimitKind.COUNT_TOKENS_PER_MINUTE;
import static dev.weir.policy.LimitKind.REQUESTS_PER_MINUTE;
import static dev.weir.policy.LimitKind.USD_PER_DAY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.LimitScope;
import dev.weir.quota.response.LimitsBody.Whose;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.Snapshot;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LimitsBodyTest {
    private static final long NOW = Instant.parse("2026-11-22T10:00:00Z").toEpochMilli();
    private static final Whose WHOSE = new Whose("search", "developer", "user:u-4711", "enforce");

    @Test
    void writesWhatTheContractShows() {
        Snapshot snapshot = new Snapshot(
                NOW,
                2,
                List.of(
                        state(LimitLevel.USER, new Limit(REQUESTS_PER_MINUTE, 50), 12, 0, NOW + 13_500),
                        state(
                                LimitLevel.USER,
                                new Limit(USD_PER_DAY, 25_000_000),
                                3_141_593_000L,
                                40_000_000,
                                Instant.parse("2026-11-22T23:00:00Z").toEpochMilli()),
                        new LimitState(
                                LimitLevel.USER, new Limit(CONCURRENT_REQUESTS, 10), 2, 0, OptionalLong.empty())));

        String json = new String(LimitsBody.json(WHOSE, snapshot), StandardCharsets.UTF_8);

        assertThat(json).isEqualTo("""
                {"team":"search","plan":"developer","user":"user:u-4711","mode":"enforce",\
                "time":"2026-11-22T10:00:00Z","leases":2,"refused_by":null,"limits":[\
                {"name":"user/requests-per-minute","unit":"requests","max":50,"used":12,"held":0,"remaining":38,\
                "resets_at":"2026-11-22T10:00:14Z"},\
                {"name":"user/usd-per-day","unit":"usd","max":25.0,"used":3.141593,"held":0.04,"remaining":21.818407,\
                "resets_at":"2026-11-22T23:00:00Z"},\
                {"name":"user/concurrent-requests","unit":"requests","max":10,"used":2,"held":0,"remaining":8,\
                "resets_at":null}]}""");
    }

    @Test
    void namesTheRejectingLimitThatHasRoomLast() {
        Snapshot snapshot = new Snapshot(
                NOW,
                2,
                List.of(
                        state(LimitLevel.USER, new Limit(REQUESTS_PER_MINUTE, 1), 1, 0, NOW + 60_000),
                        state(LimitLevel.TEAM, new Limit(USD_PER_DAY, 1), 999, 1, NOW + 50_000_000),
                        state(LimitLevel.TEAM, new Limit(COUNT_TOKENS_PER_MINUTE, 0), 0, 0, NOW + 90_000_000)));

        String json = new String(LimitsBody.json(WHOSE, snapshot), StandardCharsets.UTF_8);

        assertThat(json).contains("\"refused_by\":\"team/usd-per-day\"");
    }

    @Test
    void namesNoLimitOfSomeModelsAsTheRejectingOne() {
        LimitState ofOpus = new LimitState(
                LimitScope.ofModels(LimitLevel.USER, "opus"),
                new Limit(USD_PER_DAY, 1),
                1_000,
                0,
                OptionalLong.of(NOW + 50_000_000));

        String json = new String(LimitsBody.json(WHOSE, new Snapshot(NOW, 2, List.of(ofOpus))), StandardCharsets.UTF_8);

        assertThat(json).contains("\"refused_by\":null").contains("user/per-model[opus]/usd-per-day");
    }

    private static LimitState state(LimitLevel level, Limit limit, long used, long held, long resetsAt) {
        return new LimitState(level, limit, used, held, OptionalLong.of(resetsAt));
    }
}
