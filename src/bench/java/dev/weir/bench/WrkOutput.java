package dev.weir.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a run of wrk printed.
 *
 * @param requests completed
 * @param requestsPerSecond as wrk counted it
 * @param rejected responses other than 2xx and 3xx
 * @param socketErrors as wrk prints them; empty for a clean run
 */
record WrkOutput(long requests, double requestsPerSecond, long rejected, Optional<String> socketErrors) {
    /** A limit of one request per minute lets as many pass in a measurement, which takes a minute at most. */
    private static final int MOST_PASSED = 2;

    private static final Pattern REQUESTS = Pattern.compile("(?m)^\\s*(\\d+) requests in ");
    private static final Pattern RATE = Pattern.compile("(?m)^Requests/sec:\\s+([0-9.]+)$");
    private static final Pattern REJECTED = Pattern.compile("(?m)^\\s*Non-2xx or 3xx responses: (\\d+)$");
    private static final Pattern SOCKET_ERRORS = Pattern.compile("(?m)^\\s*(Socket errors: .*)$");

    /** Reads the text; empty where it is not that of a run that came to its end. */
    static Optional<WrkOutput> parse(String text) {
        Matcher requests = REQUESTS.matcher(text);
        Matcher rate = RATE.matcher(text);
        if (!requests.find() || !rate.find()) {
            return Optional.empty();
        }
        Matcher rejected = REJECTED.matcher(text);
        Matcher errors = SOCKET_ERRORS.matcher(text);
        return Optional.of(new WrkOutput(
                Long.parseLong(requests.group(1)),
                Double.parseDouble(rate.group(1)),
                rejected.find() ? Long.parseLong(rejected.group(1)) : 0,
                errors.find() ? Optional.of(errors.group(1)) : Optional.empty()));
    }

    /**
     * Returns what went wrong.
     *
     * @param isRejected whether all responses but two are to be other than 2xx and 3xx; else none may be
     */
    List<String> failures(boolean isRejected) {
        List<String> failures = new ArrayList<>();
        socketErrors.ifPresent(failures::add);
        if (requests == 0) {
            failures.add("no request was completed");
        }
        if (isRejected ? requests - rejected > MOST_PASSED : rejected > 0) {
            failures.add("%d of %d responses were no 2xx or 3xx".formatted(rejected, requests));
        }
        return failures;
    }
}
