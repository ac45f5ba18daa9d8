package dev.weir.bench;

import dev.weir.bench.BenchOptions.Kind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The request that is repeated, and what comes back. */
enum Workload {
    /** A body of 1 KB, a JSON response of 1.1 KB. */
    JSON_1K("JSON, body 1 KB"),
    /** A body of 5 KB, the same response. */
    JSON_5K("JSON, body 5 KB"),
    /** A body of 1 KB, a response of 66 events at once. */
    SSE_BURST("burst of 66 events"),
    /** A conversation of 300 KB, the same response. */
    JSON_300K("JSON, body 300 KB"),
    /** A body with an image of 4 MB, the same response. */
    IMAGE_4M("JSON, body with an image of 4 MB"),
    /** 200 streams at the same time, with 20 ms between their events. */
    SSE_PACED("200 streams, an event every 20 ms"),
    /** A body of 1 KB that names one user nine times of ten, and one of 1,000 others else. */
    HOT_USER("JSON, body 1 KB, a hot user"),
    /** Requests beyond a rate limit. */
    REJECT_RATE("rejected by a rate limit"),
    /** Requests with a key that nobody has. */
    REJECT_KEY("rejected for an unknown key");

    /** Those of a run that names none. */
    static final Set<Workload> USUAL = Set.of(JSON_1K, JSON_5K, SSE_BURST);

    private static final Set<Workload> REJECTED = EnumSet.of(REJECT_RATE, REJECT_KEY);
    private static final int KB = 1_024;
    private static final int MB = 1_024 * KB;
    private static final String STREAM = "\"stream\":true,";

    private final String title;

    Workload(String title) {
        this.title = title;
    }

    /** Returns the names of all, as a sentence lists them. */
    static String labels() {
        return Arrays.stream(values()).map(Workload::label).collect(Collectors.joining(", "));
    }

    /** Returns the name on the command line and in files. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the heading in the report. */
    String title() {
        return title;
    }

    /** Whether it counts events of streams that last, in place of requests. */
    boolean isPaced() {
        return this == SSE_PACED;
    }

    /** Returns what CPU time is divided by. */
    String unit() {
        return isPaced() ? "event" : "request";
    }

    /** Whether the target rejects its requests, all but one in a minute. */
    boolean isRejected() {
        return REJECTED.contains(this);
    }

    /**
     * Whether it makes sense for a target.
     *
     * @param kind of the target; empty for the mock itself
     */
    boolean isFor(Optional<Kind> kind) {
        return switch (this) {
            case JSON_1K, JSON_5K, SSE_BURST, JSON_300K, IMAGE_4M, SSE_PACED, HOT_USER -> true;
            case REJECT_KEY -> kind.filter(Kind::isWeir).isPresent();
            case REJECT_RATE -> kind.filter(Kind::hasRateLimit).isPresent();
        };
    }

    /** Returns the credential of its requests. */
    String key() {
        return switch (this) {
            case JSON_1K, JSON_5K, SSE_BURST, JSON_300K, IMAGE_4M, SSE_PACED, HOT_USER -> BenchRequest.KEY;
            case REJECT_RATE -> BenchRequest.LIMITED_KEY;
            case REJECT_KEY -> BenchRequest.UNKNOWN_KEY;
        };
    }

    /** Returns the status of its responses. */
    int status() {
        return switch (this) {
            case JSON_1K, JSON_5K, SSE_BURST, JSON_300K, IMAGE_4M, SSE_PACED, HOT_USER -> 200;
            case REJECT_RATE -> 429;
            case REJECT_KEY -> 401;
        };
    }

    /** Returns the body of its requests. */
    byte[] body() {
        return switch (this) {
            case JSON_1K, REJECT_RATE, REJECT_KEY -> BenchBodies.text(KB, "");
            case JSON_5K -> BenchBodies.text(5 * KB, "");
            case SSE_BURST -> BenchBodies.text(KB, STREAM);
            case SSE_PACED -> BenchBodies.text(KB, STREAM + MockResponse.PACED_MARK);
            case HOT_USER -> BenchBodies.text(KB, "\"metadata\":{\"user_id\":\"" + BenchBodies.HOT_USER + "\"},");
            case JSON_300K -> BenchBodies.chat(300 * KB);
            case IMAGE_4M -> BenchBodies.image(4 * MB);
        };
    }
}
