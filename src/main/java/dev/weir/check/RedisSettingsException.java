package dev.weir.check;

import dev.weir.settings.Finding;
import dev.weir.settings.RedisSettings;

/** The client of Redis cannot be made from its settings, above all because of a certificate. */
public final class RedisSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RedisSettingsException(RuntimeException cause) {
        super(RedisFailure.shown(cause), cause);
    }

    public Finding finding() {
        return Finding.fault(
                RedisSettings.SUBJECT,
                "cannot be used: " + getMessage(),
                "Compare the keys below quarkus.redis and quarkus.tls with docs/configuration.md.");
    }
}
