package dev.weir.metering;

import dev.weir.messages.ErrorType;
import dev.weir.messages.Operation;
import dev.weir.messages.Provenance;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.ResponseKind;
import dev.weir.messages.Usage;
import dev.weir.pricing.PriceTable;
import dev.weir.pricing.PriceTables;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** UsageRecords of exchanges for tests. */
public final class UsageRecords {
    /** Prices of claude-big and claude-small. */
    public static final PriceTable TABLE = PriceTables.table("""
            default: { input: 5, output: 25, cache-write-5m: 6.25, cache-write-1h: 10, cache-read: 0.5 }
            models:
              - id: claude-big
                patterns: ["claude-big[*"]
                rates: [{ input: 4, output: 20, cache-write-5m: 5, cache-write-1h: 8, cache-read: 0.2 }]
              - id: claude-small
                rates: [{ input: 2, output: 10, cache-write-5m: 2.5, cache-write-1h: 4, cache-read: 0.2 }]
            """);

    static final Usage USAGE = new Usage(12, 40_000, 300, 20, 500, 0, List.of());

    private static final UsageRecord.Origin ORIGIN = new UsageRecord.Origin(
            Optional.of("5e55"), Optional.of("a9e7"), Optional.of("9a4e"), Optional.of("ranking"));

    private static final UsageRecord.Timings NO_FURTHER = new UsageRecord.Timings(
            Instant.parse("2026-11-24T10:00:00.123456Z"), 1_500_000, OptionalLong.empty(), Map.of(Phase.AUTH, 40_000L));

    private UsageRecords() {}

    /** A stream that went well. */
    public static UsageRecord completed() {
        return completed("claude-big", response("claude-big", USAGE, Provenance.EXACT));
    }

    /** A request that the metrics can count, and the log cannot format. */
    static UsageRecord withUnreadablePhases() {
        var whole = completed();
        var phases = new EnumMap<Phase, Long>(Phase.class) {
            @Override
            public Long get(Object phase) {
                throw new IllegalStateException("no phase can be read");
            }
        };
        return new UsageRecord(
                whole.ids(),
                whole.who(),
                whole.operation(),
                whole.modelAsked(),
                whole.stream(),
                whole.status(),
                whole.outcome(),
                whole.error(),
                whole.response(),
                whole.sizes(),
                whole.sent(),
                new UsageRecord.Timings(whole.times().startedAt(), 1, OptionalLong.empty(), phases));
    }

    /** A stream that went well, with this response. */
    public static UsageRecord completed(String modelAsked, ResponseFacts response) {
        return new UsageRecord(
                new UsageRecord.Ids("weir_01", Optional.of("req_011CSHoEeqs5C35K2UUqR7Fy"), Optional.empty()),
                Optional.of(new UsageRecord.Who("search", "search-service", Optional.of("4f1c9a"), ORIGIN)),
                Operation.MESSAGES,
                Optional.of(modelAsked),
                true,
                200,
                Outcome.COMPLETED,
                Optional.empty(),
                response,
                new UsageRecord.Sizes(49_152, 8_192),
                new UsageRecord.Sent(2, Optional.of("anthropic"), Optional.of("main"), 250_000_000),
                new UsageRecord.Timings(
                        Instant.parse("2026-11-24T10:00:00.123456Z"),
                        12_345_678_901L,
                        OptionalLong.of(812_345_678L),
                        Map.of(
                                Phase.AUTH, 31_000L,
                                Phase.READ, 120_400L,
                                Phase.QUOTA, 480_000L,
                                Phase.CONNECT, 2_000L,
                                Phase.RELAY, 45_500L)));
    }

    /** What a team did with a model, else as a stream that went well. */
    static UsageRecord by(String team, String modelAsked, int status) {
        var completed = completed();
        return new UsageRecord(
                completed.ids(),
                Optional.of(new UsageRecord.Who(team, "key", Optional.empty(), UsageRecord.Origin.NONE)),
                Operation.MESSAGES,
                Optional.of(modelAsked),
                true,
                status,
                Outcome.COMPLETED,
                Optional.empty(),
                response(modelAsked, USAGE, Provenance.EXACT),
                completed.sizes(),
                new UsageRecord.Sent(1, Optional.of("anthropic"), Optional.of("main"), 0),
                completed.times());
    }

    /** A request without a good key. */
    static UsageRecord unauthenticated() {
        return new UsageRecord(
                new UsageRecord.Ids("weir_02", Optional.empty(), Optional.empty()),
                Optional.empty(),
                Operation.MESSAGES,
                Optional.empty(),
                false,
                401,
                Outcome.UNAUTHENTICATED,
                Optional.of(
                        new UsageRecord.OwnError(Optional.empty(), ErrorType.AUTHENTICATION, ErrorReason.CREDENTIAL)),
                ResponseFacts.NONE,
                new UsageRecord.Sizes(0, 142),
                UsageRecord.Sent.NONE,
                NO_FURTHER);
    }

    /** A request that a budget rejects. */
    public static UsageRecord overBudget() {
        var completed = completed();
        return new UsageRecord(
                completed.ids(),
                completed.who(),
                Operation.MESSAGES,
                completed.modelAsked(),
                true,
                429,
                Outcome.QUOTA_REFUSED,
                Optional.of(new UsageRecord.OwnError(
                        Optional.of("user/usd-per-day"), ErrorType.BILLING, ErrorReason.LIMIT)),
                ResponseFacts.NONE,
                completed.sizes(),
                UsageRecord.Sent.NONE,
                completed.times());
    }

    /** A request whose upstream could not be connected to. */
    public static UsageRecord unreachable() {
        var completed = completed();
        return new UsageRecord(
                completed.ids(),
                completed.who(),
                Operation.MESSAGES,
                completed.modelAsked(),
                true,
                502,
                Outcome.UPSTREAM_UNREACHABLE,
                Optional.of(new UsageRecord.OwnError(Optional.empty(), ErrorType.API, ErrorReason.CONNECT)),
                ResponseFacts.NONE,
                completed.sizes(),
                new UsageRecord.Sent(1, Optional.of("anthropic"), Optional.of("main"), 0),
                new UsageRecord.Timings(
                        completed.times().startedAt(), 3_000_000, OptionalLong.empty(), Map.of(Phase.AUTH, 40_000L)));
    }

    /** A stream in which the upstream says why the prompt cache missed. */
    static UsageRecord missed(String reason) {
        var facts = response("claude-big", USAGE, Provenance.EXACT);
        return completed(
                "claude-big",
                new ResponseFacts(
                        facts.messageId(),
                        facts.model(),
                        facts.stopReason(),
                        facts.serviceTier(),
                        facts.speed(),
                        facts.inferenceGeo(),
                        Optional.of(reason),
                        facts.usage(),
                        facts.provenance(),
                        facts.outputFloor(),
                        facts.kind()));
    }

    static ResponseFacts response(String model, Usage usage, Provenance provenance) {
        return new ResponseFacts(
                Optional.of("msg_01XFDUDYJgAACzvnptvVoYEL"),
                Optional.of(model),
                Optional.of("end_turn"),
                Optional.of("standard"),
                Optional.of("standard"),
                Optional.of("global"),
                Optional.empty(),
                Optional.of(usage),
                provenance,
                0,
                ResponseKind.MESSAGE);
    }

    /** A response whose every text is this one. */
    public static ResponseFacts responseOf(String text) {
        return new ResponseFacts(
                Optional.of(text),
                Optional.of(text),
                Optional.of(text),
                Optional.of(text),
                Optional.of(text),
                Optional.of(text),
                Optional.empty(),
                Optional.empty(),
                Provenance.ESTIMATED,
                0,
                ResponseKind.MESSAGE);
    }
}
