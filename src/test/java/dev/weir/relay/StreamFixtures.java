package dev.weir.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** The event streams under {@code src/test/resources/fixtures}, and ways to cut bytes into chunks. */
public final class StreamFixtures {
    private static final Path ROOT = Path.of("src/test/resources/fixtures/streams");

    private StreamFixtures() {}

    /** Returns the names of all streams. */
    public static List<String> names() {
        try (Stream<Path> files = Files.list(ROOT)) {
            return files.map(file -> file.getFileName().toString().replace(".sse", ""))
                    .sorted()
                    .toList();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    /** Returns the bytes of one. */
    public static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(ROOT.resolve(name + ".sse"));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    /** Cuts bytes into chunks of random sizes, empty ones among them; of one byte each for every eighth seed. */
    public static List<byte[]> chunks(byte[] bytes, int seed) {
        Random random = new Random(seed);
        int largest = seed % 8 == 0 ? 1 : 1 << random.nextInt(1, 12);
        List<byte[]> chunks = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int size = largest == 1 ? 1 : random.nextInt(largest + 1);
            int end = Math.min(bytes.length, at + size);
            chunks.add(Arrays.copyOfRange(bytes, at, end));
            at = end;
        }
        return chunks;
    }
}
