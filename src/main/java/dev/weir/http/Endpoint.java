package dev.weir.http;

import dev.weir.pipeline.Route;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The meaning of a path on the data port. Paths are matched exactly as they came, without decoding. */
sealed interface Endpoint {
    /** A path that is served, with one of {@code methods}. */
    record Served(Route route, List<String> methods) implements Endpoint {}

    /** The start-up probe of a client. */
    record Probe() implements Endpoint {}

    /** The connect page or a file of it, if there is one at {@code path}. */
    record Page(String path) implements Endpoint {}

    /** A part of the API that is not enabled. */
    record NotEnabled() implements Endpoint {}

    /** A path that does not exist. */
    record Unknown() implements Endpoint {}

    /** A path that another server might read differently. */
    record Ambiguous() implements Endpoint {}

    /** Returns the meaning of {@code path}, which has no query. */
    static Endpoint of(String path) {
        return Paths.of(path);
    }

    /** The paths of the data port. */
    final class Paths {
        private static final List<String> POST = List.of("POST");
        private static final List<String> GET = List.of("GET");

        /** A separator, a NUL or a parameter that some servers decode and others do not, or an invalid escape. */
        private static final Pattern AMBIGUOUS =
                Pattern.compile(";|\\\\|%2f|%5c|%00|%3b|%2e|%(?![0-9a-f]{2})", Pattern.CASE_INSENSITIVE);

        private static final Pattern ONE_MODEL = Pattern.compile("/v1/models/[^/]+");

        private static final Set<String> NOT_ENABLED = Set.of(
                "/v1/messages/batches",
                "/v1/files",
                "/v1/skills",
                "/v1/complete",
                "/v1/agents",
                "/v1/sessions",
                "/v1/environments",
                "/v1/organizations");

        private Paths() {}

        private static Endpoint of(String path) {
            return switch (path) {
                case "/v1/messages" -> new Served(Route.MESSAGES, POST);
                case "/v1/messages/count_tokens" -> new Served(Route.COUNT_TOKENS, POST);
                case "/v1/models" -> new Served(Route.MODELS, GET);
                case "/weir/limits" -> new Served(Route.LIMITS, GET);
                case "/", "/api/hello" -> new Probe();
                default -> other(path);
            };
        }

        private static Endpoint other(String path) {
            if (AMBIGUOUS.matcher(path).find()) {
                return new Ambiguous();
            }
            if (ConnectPage.isBelow(path)) {
                return new Page(path);
            }
            if (ONE_MODEL.matcher(path).matches() && !isDots(path)) {
                return new Served(Route.MODEL, GET);
            }
            return NOT_ENABLED.stream().anyMatch(prefix -> isAtOrBelow(path, prefix))
                    ? new NotEnabled()
                    : new Unknown();
        }

        private static boolean isDots(String path) {
            return path.endsWith("/.") || path.endsWith("/..");
        }

        private static boolean isAtOrBelow(String path, String prefix) {
            return path.equals(prefix) || path.startsWith(prefix + "/");
        }
    }
}
