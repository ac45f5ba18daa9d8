package dev.weir.reload;

/**
 * A secret text whose {@code toString} does not show it.
 *
 * @param text the secret; only for the code that uses it, never for a log, a metric, a trace or an error
 */
public record SecretValue(String text) {
    @Override
    public String toString() {
        return "SecretValue[…]";
    }
}
