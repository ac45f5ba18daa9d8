package dev.weir.console.view;

import dev.weir.metering.MeterReading;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A figure on a page, and what it is the value of, so that anybody can compare it with {@code /q/metrics}.
 *
 * @param text for people
 * @param value exact, for programs
 * @param metric a selector of Prometheus whose sum it is, or two with {@code /} between them; empty where it is none
 */
public record Figure(String text, String value, String metric) {
    /** Returns the sum of a metric's series with these labels, as a count. */
    static Figure count(MeterReading meters, String metric, Map<String, String> labels) {
        double value = meters.sum(metric, labels);
        return new Figure(ShownAmount.count(value), exact(value), selector(metric, labels));
    }

    /** Returns the sum of a metric's series with these labels, as money. */
    static Figure usd(MeterReading meters, String metric, Map<String, String> labels) {
        double value = meters.sum(metric, labels);
        return new Figure(ShownAmount.usd(value), exact(value), selector(metric, labels));
    }

    /** Returns the sum over some values of one label, among the series with these labels, as a count. */
    static Figure count(
            MeterReading meters, String metric, Map<String, String> labels, String label, List<String> values) {
        double sum = sum(meters, metric, labels, label, values);
        return new Figure(ShownAmount.count(sum), exact(sum), selector(metric, labels, label, values));
    }

    /** Returns how large a share of a sum one of its parts is; a dash where the sum is 0. */
    static Figure share(
            MeterReading meters,
            String metric,
            Map<String, String> labels,
            String label,
            List<String> part,
            List<String> whole) {
        double share = sum(meters, metric, labels, label, part) / sum(meters, metric, labels, label, whole);
        return new Figure(
                ShownAmount.percent(share),
                exact(share),
                selector(metric, labels, label, part) + " / " + selector(metric, labels, label, whole));
    }

    /** Returns a figure that is no metric's. */
    static Figure of(String text, double value) {
        return new Figure(text, exact(value), "");
    }

    static Figure of(String text, long value) {
        return of(text, (double) value);
    }

    /** Returns a text in place of a figure. */
    static Figure text(String text) {
        return new Figure(text, "", "");
    }

    /** Returns the same figure with another text. */
    Figure shownAs(String other) {
        return new Figure(other, value, metric);
    }

    /** Returns whether programs can compare it. */
    public boolean isValue() {
        return !value.isEmpty();
    }

    static double sum(
            MeterReading meters, String metric, Map<String, String> labels, String label, List<String> values) {
        Map<String, Double> sums = meters.sums(metric, label, labels);
        return values.stream()
                .mapToDouble(value -> sums.getOrDefault(value, 0.0))
                .sum();
    }

    private static String exact(double value) {
        return Double.isFinite(value) && value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static String selector(String metric, Map<String, String> labels) {
        return labels.isEmpty() ? metric : metric + "{" + matchers(labels) + "}";
    }

    private static String selector(String metric, Map<String, String> labels, String label, List<String> values) {
        String others = labels.isEmpty() ? "" : matchers(labels) + ",";
        return metric + "{" + others + label + "=~\"" + String.join("|", values) + "\"}";
    }

    private static String matchers(Map<String, String> labels) {
        return labels.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(label -> label.getKey() + "=\"" + label.getValue() + "\"")
                .collect(Collectors.joining(","));
    }
}
