package dev.weir.assets;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that browsers load.
 *
 * @param content never changed
 * @param type the value of {@code content-type}
 * @param tag the entity tag of its response: quoted, and another one for other content
 */
public record WebAsset(Buffer content, String type, String tag) {
    private static final int TAG_BYTES = 16;
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    /**
     * Loads a packaged file.
     *
     * @param owner the class beside which it lies
     * @param name its path from there, with an extension that says its type
     * @throws IllegalStateException where there is none: a fault of the build
     */
    public static WebAsset beside(Class<?> owner, String name) {
        try (InputStream file = owner.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("not packaged: " + name);
            }
            byte[] content = file.readAllBytes();
            return new WebAsset(Buffer.buffer(content), type(name), tag(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns whether a browser that sent this header has the content already. Source: RFC 9110, 13.1.2.
     *
     * @param ifNoneMatch the header; null where there is none
     */
    public boolean isKnownTo(@Nullable String ifNoneMatch) {
        return ifNoneMatch != null && (ifNoneMatch.equals("*") || ifNoneMatch.contains(tag));
    }

    private static String type(String name) {
        return Objects.requireNonNull(TYPES.get(name.substring(name.lastIndexOf('.') + 1)), name);
    }

    private static String tag(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(digest, 0, TAG_BYTES) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
