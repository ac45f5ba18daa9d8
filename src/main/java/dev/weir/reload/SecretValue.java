package dev.weir.reload;

/**
 * A secret text that never shows itself.
 *
 * @param text the secret; for the one place that uses it, never for a log, a metric, a trace or an error
 */
public record SecretValue(String text) {
    @Override
    public String toString() {
        return "SecretValue[…]";
    }
}
