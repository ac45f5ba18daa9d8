package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPOutputStream;

/** Bytes cut into pieces, framed, packed and summed. */
final class ByteChunks {
    private ByteChunks() {}

    /** Cuts bytes at up to a dozen random places; joined, the pieces are the bytes again. */
    static List<byte[]> cut(byte[] bytes, RandomGenerator random) {
        int[] places =
                random.ints(random.nextInt(12), 0, bytes.length + 1).sorted().toArray();
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        for (int place : places) {
            if (place > from) {
                pieces.add(Arrays.copyOfRange(bytes, from, place));
                from = place;
            }
        }
        if (from < bytes.length) {
            pieces.add(Arrays.copyOfRange(bytes, from, bytes.length));
        }
        return pieces;
    }

    /** Returns a piece as one HTTP chunk. */
    static byte[] chunk(byte[] piece) {
        var out = new ByteArrayOutputStream();
        out.writeBytes((Integer.toHexString(piece.length) + "\r\n").getBytes(ISO_8859_1));
        out.writeBytes(piece);
        out.writeBytes("\r\n".getBytes(ISO_8859_1));
        return out.toByteArray();
    }

    static byte[] gzip(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return out.toByteArray();
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
