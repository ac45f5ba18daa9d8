package dev.weir.http;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Makes ids: a prefix and 32 hexadecimal digits of 128 random bits. They are unique, not secret.
 *
 * @param prefix tells what an id names
 */
public record RequestIds(String prefix) implements Supplier<String> {
    private static final HexFormat HEX = HexFormat.of();

    @Override
    public String get() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return prefix + HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong());
    }
}
