package dev.weir.console.view;

import dev.weir.console.history.History;
import dev.weir.console.history.MeterSample;
import dev.weir.console.view.Tile.TileNote;
import dev.weir.metering.MeterReading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How this replica does now.
 *
 * @param time of the figures
 */
public record NowView(String time, List<Tile> tiles) {
    private static final Duration RECENTLY = Duration.ofMinutes(5);
    private static final Map<String, String> ALL = Map.of();
    private static final double ALARMING_SHARE = 0.05;
    private static final double HALF = 0.5;
    private static final double MOST = 0.95;

    public NowView {
        tiles = List.copyOf(tiles);
    }

    /** Reads it. */
    public static NowView of(ConsoleSources sources) {
        MeterReading meters = sources.meters().get();
        MeterSample now = MeterSample.of(sources.clock().instant().getEpochSecond(), meters);
        Optional<MeterSample> before = sources.history().before(RECENTLY);
        return new NowView(
                ShownAmount.time(sources.clock().instant()),
                List.of(
                        requests(meters, now, before),
                        errors("Errors of Weir", MeterSample.OWN_ERRORS, meters, now, before),
                        errors("Upstream errors", MeterSample.UPSTREAM_ERRORS, meters, now, before),
                        streams(meters),
                        firstToken(meters, now, before),
                        cache(meters, now, before),
                        cost(meters, now, sources.history()),
                        redis(meters),
                        serving(sources)));
    }

    private static Tile requests(MeterReading meters, MeterSample now, Optional<MeterSample> before) {
        double rate = before.map(then -> (now.requests() - then.requests())
                        / Math.max(History.STEP.toSeconds(), now.epochSeconds() - then.epochSeconds()))
                .orElse(Double.NaN);
        return Tile.plain(
                "Requests",
                Figure.text(ShownAmount.rate(rate)),
                new TileNote("since the start", Figure.count(meters, "weir_requests_total", ALL)),
                new TileNote(
                        "rejected", Figure.count(meters, "weir_requests_total", ALL, "outcome", MeterSample.REJECTED)));
    }

    private static Tile errors(
            String title, List<String> outcomes, MeterReading meters, MeterSample now, Optional<MeterSample> before) {
        double share = before.map(then -> outcomes.equals(MeterSample.OWN_ERRORS)
                        ? (now.ownErrors() - then.ownErrors()) / (now.requests() - then.requests())
                        : (now.upstreamErrors() - then.upstreamErrors()) / (now.requests() - then.requests()))
                .orElse(Double.NaN);
        boolean isBad = share >= ALARMING_SHARE;
        String state = isBad ? "bad" : share > 0 ? "warn" : "good";
        String verdict = isBad ? "many" : share > 0 ? "some" : "none";
        return Tile.judged(
                title,
                Figure.text(ShownAmount.percent(share)),
                state,
                verdict,
                new TileNote("since the start", Figure.count(meters, "weir_requests_total", ALL, "outcome", outcomes)));
    }

    private static Tile streams(MeterReading meters) {
        Figure bodies = Figure.count(meters, "weir_body_bytes_in_flight", ALL);
        long held = Math.round(meters.sum("weir_body_bytes_in_flight"));
        return Tile.plain(
                "Streams open",
                Figure.count(meters, "weir_streams_in_flight", ALL),
                new TileNote("requests in flight", Figure.count(meters, "weir_requests_in_flight", ALL)),
                new TileNote("bodies held", bodies.shownAs(ShownAmount.megabytes(held))));
    }

    private static Tile firstToken(MeterReading meters, MeterSample now, Optional<MeterSample> before) {
        double most = before.map(then -> now.firstToken(MOST, then)).orElse(Double.NaN);
        double half = before.map(then -> now.firstToken(HALF, then)).orElse(Double.NaN);
        return Tile.plain(
                "First token, p95",
                Figure.text(ShownAmount.seconds(most)),
                new TileNote("median", Figure.text(ShownAmount.seconds(half))),
                new TileNote("since the start", Figure.count(meters, "weir_time_to_first_token_seconds_count", ALL)));
    }

    private static Tile cache(MeterReading meters, MeterSample now, Optional<MeterSample> before) {
        double recently = before.map(then -> (now.cacheRead() - then.cacheRead()) / (now.input() - then.input()))
                .orElse(Double.NaN);
        return Tile.plain(
                "Cache hits, by tokens",
                Figure.text(ShownAmount.percent(recently)),
                new TileNote(
                        "since the start",
                        Figure.share(
                                meters,
                                "weir_tokens_total",
                                ALL,
                                "kind",
                                List.of("cache_read"),
                                MeterSample.INPUT_KINDS)),
                new TileNote("saved", Figure.usd(meters, "weir_cache_savings_usd_total", ALL)));
    }

    private static Tile cost(MeterReading meters, MeterSample now, History history) {
        double today = Math.max(0, now.usd() - history.usdBeforeToday());
        return Tile.plain(
                "Cost today (UTC)",
                Figure.of(ShownAmount.usd(today), today),
                new TileNote("since the start", Figure.usd(meters, "weir_cost_usd_total", ALL)));
    }

    private static Tile redis(MeterReading meters) {
        Figure state = Figure.count(meters, "weir_quota_store_state", ALL);
        Tile.TileNote lost = new TileNote("charges lost", Figure.count(meters, "weir_quota_charges_lost_total", ALL));
        return switch (state.value()) {
            case "0" -> Tile.judged("Redis", state.shownAs("replies"), "good", "good", lost);
            case "1" -> Tile.judged("Redis", state.shownAs("failing"), "warn", "degraded", lost);
            default -> Tile.judged("Redis", state.shownAs("does not reply"), "bad", "gone", lost);
        };
    }

    private static Tile serving(ConsoleSources sources) {
        TileNote uptime = new TileNote(
                "up for",
                Figure.text(ShownAmount.duration(Duration.between(
                        sources.replica().startedAt(), sources.clock().instant()))));
        TileNote version = new TileNote("version", Figure.text(sources.replica().version()));
        return sources.isDraining().getAsBoolean()
                ? Tile.judged("This replica", Figure.text("draining"), "warn", "ends soon", uptime, version)
                : Tile.judged("This replica", Figure.text("serving"), "good", "ready", uptime, version);
    }
}
