package dev.weir.e2e;

import java.util.List;

/** What a Prometheus server reads from the management port. */
record Metrics(int port) {
    /** Returns the whole page. */
    String page() {
        return page("text/plain");
    }

    /** Returns the whole page in a form; {@code application/openmetrics-text} has exemplars. */
    String page(String accept) {
        String page = RawClient.exchange(
                        port, RawRequest.bare("GET", "/q/metrics").with("accept", accept))
                .text();
        Canaries.watch("metrics", page);
        return page;
    }

    /** Returns the sum of the samples of this name that carry all these labels, each as {@code name="value"}. */
    double sum(String name, String... labels) {
        return page().lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> List.of(labels).stream().allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Returns once nothing is in flight. */
    void awaitNothingInFlight() {
        for (String gauge : List.of("weir_requests_in_flight", "weir_streams_in_flight", "weir_body_bytes_in_flight")) {
            BoundedWait.until(gauge + " 0", () -> sum(gauge) == 0);
        }
    }
}
