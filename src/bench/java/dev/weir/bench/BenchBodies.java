package dev.weir.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Base64;
import java.util.SplittableRandom;

/** Builds the bodies of requests. */
final class BenchBodies {
    /** The user of most requests where one is named; the others have another number of the same length. */
    static final String HOT_USER = "user-0000";

    private static final String WORDS = "The quick brown fox jumps over the lazy dog. ";
    private static final int TURN_BYTES = 500;

    private BenchBodies() {}

    /**
     * Returns a message with one text.
     *
     * @param size in bytes
     * @param members between the first ones and the text, each with its comma
     */
    static byte[] text(int size, String members) {
        String start = start(members) + "\"messages\":[{\"role\":\"user\",\"content\":\"";
        String end = "\"}]}";
        return (start + words(size - start.length() - end.length()) + end).getBytes(US_ASCII);
    }

    /**
     * Returns a conversation with turns of about 500 bytes.
     *
     * @param size in bytes, about
     */
    static byte[] chat(int size) {
        StringBuilder body = new StringBuilder(start("")).append("\"messages\":[");
        for (int turn = 0; body.length() < size - TURN_BYTES; turn++) {
            String role = turn % 2 == 0 ? "user" : "assistant";
            body.append("{\"role\":\"%s\",\"content\":\"%s\"},".formatted(role, words(TURN_BYTES)));
        }
        return body.append("{\"role\":\"user\",\"content\":\"Go on.\"}]}")
                .toString()
                .getBytes(US_ASCII);
    }

    /**
     * Returns a message with an image.
     *
     * @param size of the image as Base64, in bytes
     */
    static byte[] image(int size) {
        byte[] image = new byte[size / 4 * 3];
        new SplittableRandom(1).nextBytes(image);
        return (start("")
                        + "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":"
                        + "{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\""
                        + Base64.getEncoder().encodeToString(image) + "\"}}]}]}")
                .getBytes(US_ASCII);
    }

    private static String start(String members) {
        return "{\"model\":\"claude-sonnet-5-5\",\"max_tokens\":1024," + members;
    }

    private static String words(int size) {
        return WORDS.repeat(size / WORDS.length() + 1).substring(0, size);
    }
}
