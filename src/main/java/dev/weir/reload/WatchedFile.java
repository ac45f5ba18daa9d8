package dev.weir.reload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A file whose value is in force until the file holds other valid content.
 *
 * <p>Each {@link #poll()} compares the content byte by byte and ignores time stamps, so it sees the symlink swap of a
 * mounted ConfigMap. Nothing is read before the first {@code poll}. {@link #current()} may be used on any thread;
 * {@code poll} blocks on the disk, so it belongs on a worker thread; concurrent polls run one after the other.
 */
public final class WatchedFile<T> {
    /** The largest file that is read, in bytes; a ConfigMap holds at most 1 MiB. */
    public static final int MAX_SIZE = 4 * 1024 * 1024;

    private static final String NO_SUCH_FILE = ": no such file";

    private final Path path;
    private final Function<byte[], FileReading<T>> reader;
    private final FileContent whereMissing;
    private FileContent lastContent = new FileContent.NotRead();
    private boolean hasExisted;
    private volatile FileState<T> state = new FileState<>(Optional.empty(), List.of(), false);

    /**
     * Watches a file from the first {@link #poll()} on.
     *
     * @param reader turns the content into a value; never throws and keeps no reference to the bytes
     */
    public WatchedFile(Path path, Function<byte[], FileReading<T>> reader) {
        this(path, reader, new FileContent.Unreadable(path + NO_SUCH_FILE));
    }

    /**
     * Watches a file that may be missing at first.
     *
     * @param reader turns the content into a value; never throws and keeps no reference to the bytes
     * @param standIn the content in force until there is a file; a file that disappears later is a fault all the same
     */
    public WatchedFile(Path path, Function<byte[], FileReading<T>> reader, byte[] standIn) {
        this(path, reader, new FileContent.Bytes(ByteBuffer.wrap(standIn.clone()), true));
    }

    private WatchedFile(Path path, Function<byte[], FileReading<T>> reader, FileContent whereMissing) {
        this.path = path;
        this.reader = reader;
        this.whereMissing = whereMissing;
    }

    /** Returns the value in force: absent until the first valid content. */
    public Optional<T> current() {
        return state.value();
    }

    /** Returns whether the stand-in is in force, because there has been no valid file yet. */
    public boolean isStandIn() {
        return state.isStandIn();
    }

    /** Returns the faults of the file at the last check: empty where its content is in force. */
    public List<String> faults() {
        return state.faults();
    }

    /** Returns the path of the file. */
    public Path path() {
        return path;
    }

    /** Reads the file and brings its content into force where it is new and valid; never throws. */
    public synchronized FileCheck poll() {
        FileContent now = readContent();
        if (now.equals(lastContent)) {
            return new FileCheck.Unchanged();
        }
        lastContent = now;
        return switch (now) {
            case FileContent.Bytes(ByteBuffer bytes, boolean isStandIn) ->
                bringIntoForce(reader.apply(copyOf(bytes)), isStandIn);
            case FileContent.Unreadable(String fault) -> reject(List.of(fault));
            case FileContent.NotRead() -> new FileCheck.Unchanged();
        };
    }

    private static byte[] copyOf(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private FileCheck bringIntoForce(FileReading<T> reading, boolean isStandIn) {
        return switch (reading) {
            case FileReading.Valid<T>(T value) -> {
                state = new FileState<>(Optional.of(value), List.of(), isStandIn);
                yield new FileCheck.Reloaded();
            }
            case FileReading.Invalid<T>(List<String> faults) -> reject(faults);
        };
    }

    private FileCheck reject(List<String> faults) {
        state = new FileState<>(state.value(), faults, state.isStandIn());
        return new FileCheck.Rejected(faults);
    }

    private FileContent readContent() {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_SIZE + 1);
            hasExisted = true;
            return bytes.length > MAX_SIZE
                    ? new FileContent.Unreadable(path + ": larger than " + MAX_SIZE + " bytes")
                    : new FileContent.Bytes(ByteBuffer.wrap(bytes), false);
        } catch (NoSuchFileException _) {
            return hasExisted ? new FileContent.Unreadable(path + NO_SUCH_FILE) : whereMissing;
        } catch (IOException | SecurityException _) {
            return new FileContent.Unreadable(path + ": cannot be read (expected: a file that this process may read)");
        }
    }

    private record FileState<T>(Optional<T> value, List<String> faults, boolean isStandIn) {}

    /** What one read of the disk found; equal where it found the same. */
    private sealed interface FileContent {
        record NotRead() implements FileContent {}

        record Bytes(ByteBuffer bytes, boolean isStandIn) implements FileContent {}

        record Unreadable(String fault) implements FileContent {}
    }
}
