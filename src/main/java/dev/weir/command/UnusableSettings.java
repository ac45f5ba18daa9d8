package dev.weir.command;

/** Thrown where the client of Redis cannot be made from its settings, above all for a certificate that cannot be used. */
final class UnusableSettings extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnusableSettings(RuntimeException cause) {
        super(RedisTrouble.shown(cause), cause);
    }

    Finding finding() {
        return Finding.fault(
                RedisSettings.SUBJECT,
                "cannot be used: " + getMessage(),
                "Compare the keys below quarkus.redis and quarkus.tls with docs/configuration.md.");
    }
}
