package dev.weir.console.history;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Writes samples as JSON: one list of numbers for each quantity, as charts take them. */
public final class HistoryJson {
    private static final int DECIMALS = 9;

    private HistoryJson() {}

    /** Returns the object; its lists are all of the same length. */
    public static String of(List<MeterSample> samples) {
        StringBuilder json = new StringBuilder("{\"step\":").append(History.STEP.toSeconds());
        list(json, "time", samples, MeterSample::epochSeconds);
        list(json, "requests", samples, MeterSample::requests);
        list(json, "rejected", samples, MeterSample::rejected);
        list(json, "own_errors", samples, MeterSample::ownErrors);
        list(json, "upstream_errors", samples, MeterSample::upstreamErrors);
        list(json, "in_flight", samples, MeterSample::inFlight);
        list(json, "streams", samples, MeterSample::streams);
        list(json, "cache_read", samples, MeterSample::cacheRead);
        list(json, "input", samples, MeterSample::input);
        list(json, "output", samples, MeterSample::output);
        list(json, "usd", samples, MeterSample::usd);
        firstTokens(json, "ttft_p50", samples, 0.5);
        firstTokens(json, "ttft_p95", samples, 0.95);
        return json.append('}').toString();
    }

    private static void list(
            StringBuilder json, String name, List<MeterSample> samples, ToDoubleFunction<MeterSample> quantity) {
        json.append(",\"").append(name).append("\":[");
        for (int at = 0; at < samples.size(); at++) {
            json.append(at == 0 ? "" : ",").append(number(quantity.applyAsDouble(samples.get(at))));
        }
        json.append(']');
    }

    /** Of each step, so that the first sample has none. */
    private static void firstTokens(StringBuilder json, String name, List<MeterSample> samples, double share) {
        json.append(",\"").append(name).append("\":[");
        for (int at = 0; at < samples.size(); at++) {
            double seconds = at == 0 ? Double.NaN : samples.get(at).firstToken(share, samples.get(at - 1));
            json.append(at == 0 ? "" : ",").append(number(seconds));
        }
        json.append(']');
    }

    private static String number(double value) {
        if (!Double.isFinite(value)) {
            return "null";
        }
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_UP);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
