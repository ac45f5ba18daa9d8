package dev.weir.reload;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A secret setting: the text itself, or {@code file:<path>} for a file that is watched.
 *
 * <p>White space around the secret is dropped. A secret is never empty, contains no control characters and passes the
 * owner's check; a file that breaks these rules is rejected and the old secret stays.
 */
public final class WatchedSecret {
    private static final String FILE = "file:";

    private final String name;
    private final Function<String, List<String>> check;
    private final SecretSource source;

    /**
     * Creates a secret from its setting; a file is not read before the first {@link #poll()}.
     *
     * @param name the setting's key, for faults
     * @param setting the secret or {@code file:<path>}
     * @param check returns further faults of a secret, as in {@code "shorter than 32 characters"}; never the secret
     */
    public WatchedSecret(String name, String setting, Function<String, List<String>> check) {
        this.name = name;
        this.check = check;
        this.source = sourceOf(setting.strip());
    }

    /** Creates a secret without a further check. */
    public WatchedSecret(String name, String setting) {
        this(name, setting, _ -> List.of());
    }

    /** Returns the secret in force: absent where there has been no valid one yet. */
    public Optional<SecretValue> current() {
        return switch (source) {
            case SecretSource.Literal(FileReading<SecretValue> reading) ->
                reading instanceof FileReading.Valid<SecretValue>(SecretValue value)
                        ? Optional.of(value)
                        : Optional.empty();
            case SecretSource.InFile(WatchedFile<SecretValue> file) -> file.current();
        };
    }

    /** Returns the faults of the setting, or of its file at the last check: empty where the secret is in force. */
    public List<String> faults() {
        return switch (source) {
            case SecretSource.Literal(FileReading<SecretValue> reading) ->
                reading instanceof FileReading.Invalid<SecretValue>(List<String> faults) ? named(faults) : List.of();
            case SecretSource.InFile(WatchedFile<SecretValue> file) -> named(file.faults());
        };
    }

    /** Reads the file again, as {@link WatchedFile#poll()} does; a literal never changes. */
    public FileCheck poll() {
        return switch (source) {
            case SecretSource.Literal _ -> new FileCheck.Unchanged();
            case SecretSource.InFile(WatchedFile<SecretValue> file) -> named(file.poll());
        };
    }

    @Override
    public String toString() {
        return "WatchedSecret[" + name + "]";
    }

    private SecretSource sourceOf(String setting) {
        if (!setting.startsWith(FILE)) {
            return new SecretSource.Literal(validate(setting));
        }
        String path = setting.substring(FILE.length()).strip();
        try {
            return path.isEmpty() ? noPath() : new SecretSource.InFile(new WatchedFile<>(Path.of(path), this::read));
        } catch (InvalidPathException _) {
            return noPath();
        }
    }

    private SecretSource noPath() {
        return new SecretSource.Literal(invalid("not a path (expected: file:<path>)"));
    }

    private FileReading<SecretValue> read(byte[] bytes) {
        try {
            return validate(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException _) {
            return invalid("not UTF-8");
        }
    }

    private FileReading<SecretValue> validate(String text) {
        String secret = text.strip();
        if (secret.isEmpty()) {
            return invalid("empty");
        }
        if (secret.chars().anyMatch(Character::isISOControl)) {
            return invalid("contains a control character or more than one line");
        }
        List<String> faults = check.apply(secret);
        return faults.isEmpty() ? new FileReading.Valid<>(new SecretValue(secret)) : new FileReading.Invalid<>(faults);
    }

    private static FileReading<SecretValue> invalid(String fault) {
        return new FileReading.Invalid<>(List.of(fault));
    }

    private FileCheck named(FileCheck check) {
        return check instanceof FileCheck.Rejected(List<String> faults) ? new FileCheck.Rejected(named(faults)) : check;
    }

    private List<String> named(List<String> faults) {
        return faults.stream().map(fault -> name + ": " + fault).toList();
    }

    private sealed interface SecretSource {
        record Literal(FileReading<SecretValue> reading) implements SecretSource {}

        record InFile(WatchedFile<SecretValue> file) implements SecretSource {}
    }
}
