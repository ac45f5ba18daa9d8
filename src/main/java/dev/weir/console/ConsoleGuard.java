package dev.weir.console;

import dev.weir.reload.SecretValue;
import dev.weir.settings.ListenAddresses.Address;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may read the console.
 *
 * <p>Where only this machine reaches the management port, the request must name this machine as its host: otherwise a
 * page from anywhere could read the console through a browser here, by a name of its own that resolves to 127.0.0.1.
 */
final class ConsoleGuard {
    private static final String BASIC = "basic ";
    private static final int UNAUTHORIZED = 401;
    private static final int MISDIRECTED = 421;
    private static final int TOO_MANY = 429;
    private static final String WINDOW_SECONDS = "60";

    private final Supplier<Optional<SecretValue>> password;
    private final boolean isLoopback;
    private final FailedTries tries;

    /**
     * Makes a guard.
     *
     * @param password the one in force; absent: none is asked for
     * @param isLoopback whether only this machine reaches the port
     */
    ConsoleGuard(Supplier<Optional<SecretValue>> password, boolean isLoopback, FailedTries tries) {
        this.password = password;
        this.isLoopback = isLoopback;
        this.tries = tries;
    }

    /**
     * Returns the response that turns a request away; absent where it may pass.
     *
     * @param host the header {@code host}, and {@code credential} the header {@code authorization}
     * @param address of the client
     */
    Optional<ConsoleAnswer> turnsAway(@Nullable String host, @Nullable String credential, String address) {
        if (isLoopback && !namesThisMachine(host)) {
            return Optional.of(ConsoleAnswer.text(
                    MISDIRECTED, "The console is served under localhost or a loopback address only."));
        }
        return password.get().flatMap(secret -> turnsAway(secret, credential, address));
    }

    private Optional<ConsoleAnswer> turnsAway(SecretValue secret, @Nullable String credential, String address) {
        if (credential == null) {
            return Optional.of(unauthorized());
        }
        if (!tries.take(address)) {
            return Optional.of(ConsoleAnswer.text(TOO_MANY, "Too many wrong passwords. Try again in a minute.")
                    .with("retry-after", WINDOW_SECONDS));
        }
        if (!isRight(secret, credential)) {
            return Optional.of(unauthorized());
        }
        tries.giveBack(address);
        return Optional.empty();
    }

    private static ConsoleAnswer unauthorized() {
        return ConsoleAnswer.text(UNAUTHORIZED, "The console needs its password; any user name will do.")
                .with("www-authenticate", "Basic realm=\"Weir console\", charset=\"UTF-8\"");
    }

    private static boolean namesThisMachine(@Nullable String host) {
        return host != null && Address.isLoopback(host.replaceFirst(":\\d{1,5}$", ""));
    }

    /** Compares hashes in constant time, so that neither length nor content shows. Source: RFC 7617. */
    private static boolean isRight(SecretValue secret, String credential) {
        if (!credential.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return false;
        }
        byte[] pair;
        try {
            pair = Base64.getDecoder()
                    .decode(credential.substring(BASIC.length()).strip());
        } catch (IllegalArgumentException _) {
            return false;
        }
        String text = new String(pair, StandardCharsets.UTF_8);
        String tried = text.substring(text.indexOf(':') + 1);
        return MessageDigest.isEqual(hash(tried), hash(secret.text()));
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
