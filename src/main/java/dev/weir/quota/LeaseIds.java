package dev.weir.quota;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Makes ids of leases: 128 random bits in 22 characters, short because Redis keeps each four times. They are unique,
 * not secret.
 */
public record LeaseIds() implements Supplier<String> {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    @Override
    public String get() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        ByteBuffer bits =
                ByteBuffer.allocate(2 * Long.BYTES).putLong(random.nextLong()).putLong(random.nextLong());
        return BASE64.encodeToString(bits.array());
    }
}
