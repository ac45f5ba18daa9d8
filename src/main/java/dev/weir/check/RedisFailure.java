package dev.weir.check;

import dev.weir.settings.Finding;
import dev.weir.settings.RedisSettings;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * The failure of a Redis command, for the operator; never contains a credential.
 *
 * @param problem what happened
 * @param remedy what to do about it
 */
public record RedisFailure(String problem, String remedy) {
    private static final int LONGEST_CHAIN = 16;
    private static final String CREDENTIALS = "Set quarkus.redis.password, or write user and password into the address"
            + " (redis://user:password@host:port).";
    private static final String WHERE =
            "Check quarkus.redis.hosts (rediss:// only where it speaks TLS), the network, and that Redis runs.";

    /** Returns problem and remedy as one text. */
    public String text() {
        return problem + ". " + remedy;
    }

    /** Returns the failure for an error of Redis or of the Vert.x client; it is recognised by its text. */
    public static RedisFailure of(Throwable failure) {
        Throwable cause = causes(failure)
                .filter(each -> !(each instanceof ExecutionException || each instanceof CompletionException))
                .findFirst()
                .orElse(failure);
        if (isCausedBy(cause, TimeoutException.class)) {
            return new RedisFailure("no reply in time", WHERE);
        }
        if (isCausedBy(cause, UnknownHostException.class)) {
            return new RedisFailure("its host name is not known", WHERE);
        }
        String text = shown(cause);
        if (isCausedBy(cause, SSLException.class)) {
            return new RedisFailure(
                    "TLS failed: " + shown(rootOf(cause)),
                    "Name the certificate to trust in quarkus.tls, as docs/configuration.md shows, or address "
                            + "it as redis:// where it has no TLS.");
        }
        return ofRedis(text)
                .orElseGet(() -> isCausedBy(cause, IOException.class) || text.startsWith("Connection re")
                        ? new RedisFailure("cannot be reached: " + text, WHERE)
                        : new RedisFailure(text.isEmpty() ? "failed without a word" : text, WHERE));
    }

    /** Recognises errors of Redis itself. */
    private static Optional<RedisFailure> ofRedis(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        if (upper.contains("WRONGPASS")
                || upper.contains("INVALID PASSWORD")
                || upper.contains("WITHOUT ANY PASSWORD")) {
            return known("rejects user or password", CREDENTIALS);
        }
        if (upper.contains("NOAUTH")) {
            return known("asks for a password, and none is set", CREDENTIALS);
        }
        if (upper.contains("NOPERM") || upper.contains("ACL FAILURE") || upper.contains("USER EXECUTING THE SCRIPT")) {
            return known(
                    "the user that Weir is may not do what it has to: " + text,
                    "Allow that user what docs/configuration.md lists under Redis (ACL SETUSER).");
        }
        if (upper.contains("LOADING")) {
            return known("still reads its data from disk", "Try again once it has.");
        }
        if (upper.contains("READONLY")) {
            return known("is a replica that takes no writes", "Name the primary, or use Sentinel or Cluster.");
        }
        if (upper.contains("MISSING HOSTNAME VERIFICATION ALGORITHM")) {
            return known(
                    "TLS needs to know how host names are verified",
                    "Set hostname-verification-algorithm: HTTPS below the name in quarkus.tls.");
        }
        if (upper.contains("CLUSTER SUPPORT DISABLED")) {
            return known(
                    "is no cluster, but quarkus.redis.client-type is cluster", "Set it to standalone or sentinel.");
        }
        if (upper.contains("UNKNOWN COMMAND") && upper.contains("SENTINEL")) {
            return known(
                    "is no Sentinel, but quarkus.redis.client-type is sentinel", "Set it to standalone or cluster.");
        }
        if (upper.contains("MOVED ") || upper.contains("CLUSTERDOWN")) {
            return known(
                    "is a cluster that does not serve this: " + text,
                    "Set quarkus.redis.client-type to cluster, and see CLUSTER INFO.");
        }
        if (upper.contains("OOM ") || upper.contains("MISCONF")) {
            return known("takes no writes now: " + text, "Give it memory or disk; its own log says which.");
        }
        return Optional.empty();
    }

    private static Optional<RedisFailure> known(String problem, String remedy) {
        return Optional.of(new RedisFailure(problem, remedy));
    }

    /**
     * Returns the message in one line, without what stands before an {@code @} or after {@code password=} in an
     * address.
     */
    static String shown(Throwable cause) {
        return String.valueOf(cause.getMessage())
                .replaceAll("//[^\\s/]*@", "//")
                .replaceAll("(?i)((?:password|user)=)[^&\\s]*", "$1…")
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static boolean isCausedBy(Throwable cause, Class<? extends Throwable> type) {
        return causes(cause).anyMatch(type::isInstance);
    }

    /** Returns the deepest cause that has a message: those above it may name classes. */
    static Throwable rootOf(Throwable cause) {
        return causes(cause).filter(each -> each.getMessage() != null).reduce(cause, (_, deeper) -> deeper);
    }

    private static Stream<Throwable> causes(Throwable cause) {
        return Stream.iterate(Optional.of(cause), Optional::isPresent, link -> link.map(Throwable::getCause))
                .limit(LONGEST_CHAIN)
                .flatMap(Optional::stream);
    }

    /** Returns it as a finding about {@code quarkus.redis}. */
    public Finding finding(Finding.Severity severity, RedisSettings settings) {
        return new Finding(severity, RedisSettings.SUBJECT, settings.shownHosts() + ": " + problem, remedy);
    }
}
