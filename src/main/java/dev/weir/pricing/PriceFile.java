package dev.weir.pricing;

import dev.weir.reload.WatchedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;

/** The source of the price table: the operator's file, or the packaged one. */
public final class PriceFile {
    /** The default of {@code weir.prices-file}. */
    public static final String DEFAULT_PATH = "config/prices.yaml";

    private PriceFile() {}

    /**
     * Watches the operator's file. At the default path it may be missing: then the packaged table is in force until
     * there is a file. At any other path the file must exist.
     *
     * @param path the file, resolved
     * @param setting the value of {@code weir.prices-file}
     */
    public static WatchedFile<PriceTable> at(Path path, Path setting) {
        return setting.equals(Path.of(DEFAULT_PATH))
                ? new WatchedFile<>(path, PriceReader::read, packaged())
                : new WatchedFile<>(path, PriceReader::read);
    }

    /** Returns the packaged price file, a copy of {@code config/prices.yaml} at build time. */
    public static byte[] packaged() {
        try (InputStream in = PriceFile.class.getResourceAsStream("prices.yaml")) {
            return Objects.requireNonNull(in, "the price table is packaged").readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
