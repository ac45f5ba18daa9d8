package dev.weir.reload;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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
public final class FollowedSecret {
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
    public FollowedSecret(String name, String setting, Function<String, List<String>> check) {
        this.name = name;
        this.check = check;
        this.source = setting.strip().startsWith(FILE) ? new Source.InFile(follow(setting)) : literal(setting);
    }

    /** Takes a setting that may hold any secret. */
    public FollowedSecret(String name, String setting) {
        this(name, setting, _ -> List.of());
    }

    /** Returns the secret in force: absent where there has been no good one yet. */
    public Optional<SecretValue> current() {
        return switch (source) {
            case Source.Literal(Reading<SecretValue> reading) ->
                reading instanceof Reading.Good<SecretValue>(SecretValue value) ? Optional.of(value) : Optional.empty();
            case Source.InFile(FollowedFile<SecretValue> file) -> file.current();
        };
    }

    /** Returns what is wrong with the setting or with its file as it was last seen: empty where it is in force. */
    public List<String> faults() {
        return switch (source) {
            case Source.Literal(Reading<SecretValue> reading) ->
                reading instanceof Reading.Bad<SecretValue>(List<String> faults) ? faults : List.of();
            case Source.InFile(FollowedFile<SecretValue> file) -> file.faults();
        };
    }

    /** Looks at the file again, as {@link FollowedFile#poll()} does; a literal never changes. */
    public Poll poll() {
        return switch (source) {
            case Source.Literal _ -> new Poll.Unchanged();
            case Source.InFile(FollowedFile<SecretValue> file) -> file.poll();
        };
    }

    @Override
    public String toString() {
        return "FollowedSecret[" + name + "]";
    }

    private FollowedFile<SecretValue> follow(String setting) {
        Path path = Path.of(setting.strip().substring(FILE.length()).strip());
        return new FollowedFile<>(path, this::read);
    }

    private Source literal(String setting) {
        return new Source.Literal(judge(setting));
    }

    private Reading<SecretValue> read(byte[] bytes) {
        try {
            return judge(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException _) {
            return bad("not UTF-8");
        }
    }

    private Reading<SecretValue> judge(String text) {
        String secret = text.strip();
        if (secret.isEmpty()) {
            return bad("empty");
        }
        if (secret.chars().anyMatch(Character::isISOControl)) {
            return bad("holds a control character or a second line");
        }
        List<String> faults = check.apply(secret);
        return faults.isEmpty()
                ? new Reading.Good<>(new SecretValue(secret))
                : new Reading.Bad<>(faults.stream().map(this::named).toList());
    }

    private Reading<SecretValue> bad(String fault) {
        return new Reading.Bad<>(List.of(named(fault)));
    }

    private String named(String fault) {
        return name + ": " + fault;
    }

    private sealed interface Source {
        record Literal(Reading<SecretValue> reading) implements Source {}

        record InFile(FollowedFile<SecretValue> file) implements Source {}
    }
}
