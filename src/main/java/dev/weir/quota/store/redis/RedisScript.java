package dev.weir.quota.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A script as Redis runs it: a file beside this class, after those that it builds on.
 *
 * @param sha1 the name under which {@code EVALSHA} runs it
 */
record RedisScript(String text, String sha1) {
    /** The files that all scripts build on, in this order. */
    private static final List<String> COMMON = List.of("numbers.lua", "level.lua", "leases.lua", "limit_state.lua");

    /** The files; each says in its first comment what it does. */
    enum Name {
        RESERVE,
        RENEW,
        SETTLE,
        CHARGE,
        SNAPSHOT,
        PRUNE,
        RESET;

        /** Returns the files that only this script builds on, and its own. */
        private List<String> files() {
            String own = name().toLowerCase(Locale.ROOT) + ".lua";
            return switch (this) {
                case SETTLE, CHARGE -> List.of("thresholds.lua", own);
                case RESERVE, RENEW, SNAPSHOT, PRUNE, RESET -> List.of(own);
            };
        }
    }

    /** Reads all scripts. */
    static Map<Name, RedisScript> all(ScriptClock clock) {
        String common = "local CLOCK_IS_ARGUMENT = " + (clock == ScriptClock.ARGUMENT) + "\n" + joined(COMMON) + "\n";
        Map<Name, RedisScript> scripts = new EnumMap<>(Name.class);
        for (Name name : Name.values()) {
            scripts.put(name, of(common + joined(name.files())));
        }
        return scripts;
    }

    private static String joined(List<String> files) {
        return files.stream().map(RedisScript::read).collect(Collectors.joining("\n"));
    }

    static RedisScript of(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return new RedisScript(text, HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    private static String read(String file) {
        try (InputStream in = RedisScript.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing beside " + RedisScript.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
