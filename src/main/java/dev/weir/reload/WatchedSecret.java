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
 * A secret setting: the text itself, or {@code file:<path>} for a file that is followed.
 *
 * <p>White space around the secret is dropped. A secret is never empty, holds no control characters and passes the
 * check of its owner; a file that breaks this is refused and the old secret stays.
 */
public final class WatchedSecret {
    private static final String FILE = "file:";

    private final String name;
    private final Function<String, List<String>> check;
    private final Source source;

    /**
     * Takes the setting as it was written; nothing is read from a file before the first {@link #poll()}.
     *
     * @param name the setting's key, for faults
     * @param setting the secret or {@code file:<path>}
     * @param check returns what else is wrong with a secret, as in {@code "shorter than 32 characters"}; never the secret
     */
    public WatchedSecret(String name, String setting, Function<String, List<String>> check) {
        this.name = name;
        this.check = check;
        this.source = sourceOf(setting.strip());
    }

    /** Takes a setting that may hold any secret. */
    public WatchedSecret(String name, String setting) {
        this(name, setting, _ -> List.of());
    }

    /** Returns the secret in force: absent where there has been no good one yet. */
    public Optional<SecretValue> current() {
        return switch (source) {
            case Source.Literal(FileReading<SecretValue> reading) ->
                reading instanceof FileReading.Good<SecretValue>(SecretValue value)
                        ? Optional.of(value)
                        : Optional.empty();
            case Source.InFile(WatchedFile<SecretValue> file) -> file.current();
        };
    }

    /** Returns what is wrong with the setting or with its file as it was last seen: empty where it is in force. */
    public List<String> faults() {
        return switch (source) {
            case Source.Literal(FileReading<SecretValue> reading) ->
                reading instanceof FileReading.Bad<SecretValue>(List<String> faults) ? named(faults) : List.of();
            case Source.InFile(WatchedFile<SecretValue> file) -> named(file.faults());
        };
    }

    /** Looks at the file again, as {@link WatchedFile#poll()} does; a literal never changes. */
    public FileCheck poll() {
        return switch (source) {
            case Source.Literal _ -> new FileCheck.Unchanged();
            case Source.InFile(WatchedFile<SecretValue> file) -> named(file.poll());
        };
    }

    @Override
    public String toString() {
        return "FollowedSecret[" + name + "]";
    }

    private Source sourceOf(String setting) {
        if (!setting.startsWith(FILE)) {
            return new Source.Literal(judge(setting));
        }
        String path = setting.substring(FILE.length()).strip();
        try {
            return path.isEmpty() ? noPath() : new Source.InFile(new WatchedFile<>(Path.of(path), this::read));
        } catch (InvalidPathException _) {
            return noPath();
        }
    }

    private Source noPath() {
        return new Source.Literal(bad("not a path (expected: file:<path>)"));
    }

    private FileReading<SecretValue> read(byte[] bytes) {
        try {
            return judge(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException _) {
            return bad("not UTF-8");
        }
    }

    private FileReading<SecretValue> judge(String text) {
        String secret = text.strip();
        if (secret.isEmpty()) {
            return bad("empty");
        }
        if (secret.chars().anyMatch(Character::isISOControl)) {
            return bad("holds a control character or a second line");
        }
        List<String> faults = check.apply(secret);
        return faults.isEmpty() ? new FileReading.Good<>(new SecretValue(secret)) : new FileReading.Bad<>(faults);
    }

    private static FileReading<SecretValue> bad(String fault) {
        return new FileReading.Bad<>(List.of(fault));
    }

    private FileCheck named(FileCheck poll) {
        return poll instanceof FileCheck.Refused(List<String> faults) ? new FileCheck.Refused(named(faults)) : poll;
    }

    private List<String> named(List<String> faults) {
        return faults.stream().map(fault -> name + ": " + fault).toList();
    }

    private sealed interface Source {
        record Literal(FileReading<SecretValue> reading) implements Source {}

        record InFile(WatchedFile<SecretValue> file) implements Source {}
    }
}
