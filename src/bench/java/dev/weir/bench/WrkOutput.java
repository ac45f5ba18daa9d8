package dev.weir.bench;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a run of wrk printed.
 *
 * @param requests completed
 * @param requestsPerSecond as wrk counted it
 * @param failures socket errors and responses other than 2xx and 3xx, as wrk prints them; empty for a clean run
 */
record WrkOutput(long requests, double requestsPerSecond, List<String> failures) {
    private static final Pattern REQUESTS = Pattern.compile("(?m)^\\s*(\\d+) requests in ");
    private static final Pattern RATE = Pattern.compile("(?m)^Requests/sec:\\s+([0-9.]+)$");
    private static final Pattern FAILURES =
            Pattern.compile("(?m)^\\s*((?:Socket errors|Non-2xx or 3xx responses): .*)$");

    WrkOutput {
        failures = List.copyOf(failures);
    }

    /** Reads the text; empty where it is not that of a run that came to its end. */
    static Optional<WrkOutput> parse(String text) {
        Matcher requests = REQUESTS.matcher(text);
        Matcher rate = RATE.matcher(text);
        if (!requests.find() || !rate.find()) {
            return Optional.empty();
        }
        List<String> failures =
                FAILURES.matcher(text).results().map(result -> result.group(1)).toList();
        return Optional.of(
                new WrkOutput(Long.parseLong(requests.group(1)), Double.parseDouble(rate.group(1)), failures));
    }
}
