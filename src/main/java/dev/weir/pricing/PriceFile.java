package dev.weir.pricing;

import dev.weir.reload.WatchedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;

/** Where the price table comes from: the operator's file, or the one that Weir carries. */
public final class PriceFile {
    /** Where the operator's file lies unless {@code weir.prices-file} says otherwise. */
    public static final String USUAL_PLACE = "config/prices.yaml";

    private PriceFile() {}

    /**
     * Follows the operator's file. At its usual place it may be missing: then the carried table holds until there is one. A
     * file that was named has to be there.
     *
     * @param path where the file lies
     * @param setting the value of {@code weir.prices-file}
     */
    public static WatchedFile<PriceTable> at(Path path, Path setting) {
        return setting.equals(Path.of(USUAL_PLACE))
                ? new WatchedFile<>(path, PriceReader::follow, carried())
                : new WatchedFile<>(path, PriceReader::follow);
    }

    /** Returns the content of the file that Weir carries, a copy of {@code config/prices.yaml} as it was built. */
    public static byte[] carried() {
        try (InputStream in = PriceFile.class.getResourceAsStream("prices.yaml")) {
            return Objects.requireNonNull(in, "the price table is packaged").readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
