package dev.weir.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reload.Poll.Refused;
import dev.weir.reload.Poll.Reloaded;
import dev.weir.reload.Poll.Unchanged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowedSecretTest {
    private static final String NAME = "weir.upstreams.anthropic.keys.main";

    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void name() {
        path = directory.resolve("key");
    }

    @Test
    void takesALiteralAtOnce() {
        FollowedSecret secret = new FollowedSecret(NAME, " sk-secret\n");

        Poll poll = secret.poll();

        assertThat(poll).isEqualTo(new Unchanged());
        assertThat(secret.current()).contains(new SecretValue("sk-secret"));
        assertThat(secret.faults()).isEmpty();
    }

    @Test
    void namesItsSettingWhereALiteralIsBad() {
        assertThat(new FollowedSecret(NAME, " ").current()).isEmpty();
        assertThat(new FollowedSecret(NAME, " ").faults()).containsExactly(NAME + ": empty");
        assertThat(new FollowedSecret(NAME, "a\r\nb").faults())
                .containsExactly(NAME + ": holds a control character or a second line");
    }

    @Test
    void followsAFileAndTrimsIt() throws IOException {
        Files.writeString(path, "  first \n");
        FollowedSecret secret = new FollowedSecret(NAME, "file:" + path);
        secret.poll();
        Files.writeString(path, "second\n");

        Poll poll = secret.poll();

        assertThat(poll).isEqualTo(new Reloaded());
        assertThat(secret.current()).contains(new SecretValue("second"));
    }

    @Test
    void keepsTheOldSecretWhereTheFileIsEmptied() throws IOException {
        Files.writeString(path, "first");
        FollowedSecret secret = new FollowedSecret(NAME, "file:" + path);
        secret.poll();
        Files.writeString(path, " \n");

        Poll poll = secret.poll();

        assertThat(poll).isEqualTo(new Refused(List.of(NAME + ": empty")));
        assertThat(secret.current()).contains(new SecretValue("first"));
        assertThat(secret.faults()).containsExactly(NAME + ": empty");
    }

    @Test
    void keepsTheOldSecretWhereTheNewOneFailsTheOwnersCheck() throws IOException {
        Files.writeString(path, "long enough");
        FollowedSecret secret =
                new FollowedSecret(NAME, "file: " + path, text -> text.length() < 8 ? List.of("too short") : List.of());
        secret.poll();
        Files.writeString(path, "short");

        Poll poll = secret.poll();

        assertThat(poll).isEqualTo(new Refused(List.of(NAME + ": too short")));
        assertThat(secret.current()).contains(new SecretValue("long enough"));
    }

    @Test
    void refusesAFileThatIsNotUtf8() throws IOException {
        Files.write(path, new byte[] {(byte) 0xff, (byte) 0xfe});

        Poll poll = new FollowedSecret(NAME, "file:" + path).poll();

        assertThat(poll).isEqualTo(new Refused(List.of(NAME + ": not UTF-8")));
    }

    @Test
    void namesItsSettingWhereTheFileIsMissing() {
        Poll poll = new FollowedSecret(NAME, "file:" + path).poll();

        assertThat(poll).isEqualTo(new Refused(List.of(NAME + ": " + path + ": no such file")));
    }

    @Test
    void saysThatAPathIsNone() {
        FollowedSecret nameless = new FollowedSecret(NAME, "file:");
        FollowedSecret impossible = new FollowedSecret(NAME, "file:a\0b");

        assertThat(nameless.faults()).containsExactly(NAME + ": not a path (expected: file:<path>)");
        assertThat(impossible.faults()).containsExactly(NAME + ": not a path (expected: file:<path>)");
        assertThat(impossible.poll()).isEqualTo(new Unchanged());
    }

    @Test
    void neverShowsTheSecret() {
        FollowedSecret secret = new FollowedSecret(NAME, "sk-secret");

        assertThat(secret).hasToString("FollowedSecret[" + NAME + "]");
        assertThat(secret.current().orElseThrow()).hasToString("SecretValue[…]");
    }
}
