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
 * A file whose content is in force, and stays in force until the file holds other content that is good.
 *
 * <p>Contents are compared byte by byte at each {@link #poll()}, whatever a time stamp says, so the symlink swap of a
 * mounted ConfigMap is seen. Nothing is read before the first {@code poll}. Any thread may ask for {@link #current()};
 * {@code poll} blocks on the disk and belongs on a worker thread, where calls take turns.
 */
public final class WatchedFile<T> {
    /** The largest file that is read, in bytes; a ConfigMap holds at most 1 MiB. */
    public static final int MAX_SIZE = 4 * 1024 * 1024;

    private static final String NO_SUCH_FILE = ": no such file";

    private final Path path;
    private final Function<byte[], FileReading<T>> reader;
    private final Seen whereMissing;
    private Seen seen = new Seen.Nothing();
    private boolean wasThere;
    private volatile State<T> state = new State<>(Optional.empty(), List.of(), false);

    /**
     * Follows a file from the first {@link #poll()} on.
     *
     * @param reader turns the content into a value; never throws and keeps no reference to the bytes
     */
    public WatchedFile(Path path, Function<byte[], FileReading<T>> reader) {
        this(path, reader, new Seen.Unreadable(path + NO_SUCH_FILE));
    }

    /**
     * Follows a file that may be missing at first.
     *
     * @param reader turns the content into a value; never throws and keeps no reference to the bytes
     * @param standIn the content that holds until there is a file; one that goes away later is a fault all the same
     */
    public WatchedFile(Path path, Function<byte[], FileReading<T>> reader, byte[] standIn) {
        this(path, reader, new Seen.Content(ByteBuffer.wrap(standIn.clone()), true));
    }

    private WatchedFile(Path path, Function<byte[], FileReading<T>> reader, Seen whereMissing) {
        this.path = path;
        this.reader = reader;
        this.whereMissing = whereMissing;
    }

    /** Returns the value in force: absent until a content was good for the first time. */
    public Optional<T> current() {
        return state.value();
    }

    /** Returns whether the value in force is that of the stand-in, as there has been no good file yet. */
    public boolean isStandIn() {
        return state.isStandIn();
    }

    /** Returns what is wrong with the file as it was last seen: empty where its content is in force. */
    public List<String> faults() {
        return state.faults();
    }

    /** Returns where the file is. */
    public Path path() {
        return path;
    }

    /** Looks at the file and brings its content into force where it is new and good; never throws. */
    public synchronized FileCheck poll() {
        Seen now = look();
        if (now.equals(seen)) {
            return new FileCheck.Unchanged();
        }
        seen = now;
        return switch (now) {
            case Seen.Content(ByteBuffer bytes, boolean isStandIn) -> take(reader.apply(copyOf(bytes)), isStandIn);
            case Seen.Unreadable(String fault) -> refuse(List.of(fault));
            case Seen.Nothing() -> new FileCheck.Unchanged();
        };
    }

    private static byte[] copyOf(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private FileCheck take(FileReading<T> reading, boolean isStandIn) {
        return switch (reading) {
            case FileReading.Good<T>(T value) -> {
                state = new State<>(Optional.of(value), List.of(), isStandIn);
                yield new FileCheck.Reloaded();
            }
            case FileReading.Bad<T>(List<String> faults) -> refuse(faults);
        };
    }

    private FileCheck refuse(List<String> faults) {
        state = new State<>(state.value(), faults, state.isStandIn());
        return new FileCheck.Refused(faults);
    }

    private Seen look() {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_SIZE + 1);
            wasThere = true;
            return bytes.length > MAX_SIZE
                    ? new Seen.Unreadable(path + ": larger than " + MAX_SIZE + " bytes")
                    : new Seen.Content(ByteBuffer.wrap(bytes), false);
        } catch (NoSuchFileException _) {
            return wasThere ? new Seen.Unreadable(path + NO_SUCH_FILE) : whereMissing;
        } catch (IOException | SecurityException _) {
            return new Seen.Unreadable(path + ": cannot be read (expected: a file that this process may read)");
        }
    }

    private record State<T>(Optional<T> value, List<String> faults, boolean isStandIn) {}

    /** What a look at the disk found; equal where it found the same. */
    private sealed interface Seen {
        record Nothing() implements Seen {}

        record Content(ByteBuffer bytes, boolean isStandIn) implements Seen {}

        record Unreadable(String fault) implements Seen {}
    }
}
