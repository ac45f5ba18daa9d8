package dev.weir.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reload.FileCheck.Rejected;
import dev.weir.reload.FileCheck.Reloaded;
import dev.weir.reload.FileCheck.Unchanged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedSecretTest {
    private static final String NAME = "weir.upstreams.anthropic.keys.main";

    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void setPath() {
        path = directory.resolve("key");
    }

    @Test
    void usesALiteralWithoutReading() {
        WatchedSecret secret = new WatchedSecret(NAME, " sk-secret\n");

        FileCheck poll = secret.poll();

        assertThat(poll).isEqualTo(new Unchanged());
        assertThat(secret.current()).contains(new SecretValue("sk-secret"));
        assertThat(secret.faults()).isEmpty();
    }

    @Test
    void namesItsSettingForAnInvalidLiteral() {
        assertThat(new WatchedSecret(NAME, " ").current()).isEmpty();
        assertThat(new WatchedSecret(NAME, " ").faults()).containsExactly(NAME + ": empty");
        assertThat(new WatchedSecret(NAME, "a\r\nb").faults())
                .containsExactly(NAME + ": contains a control character or more than one line");
    }

    @Test
    void reloadsAFileAndTrimsIt() throws IOException {
        Files.writeString(path, "  first \n");
        WatchedSecret secret = new WatchedSecret(NAME, "file:" + path);
        secret.poll();
        Files.writeString(path, "second\n");

        FileCheck poll = secret.poll();

        assertThat(poll).isEqualTo(new Reloaded());
        assertThat(secret.current()).contains(new SecretValue("second"));
    }

    @Test
    void keepsTheOldSecretWhenTheFileIsEmptied() throws IOException {
        Files.writeString(path, "first");
        WatchedSecret secret = new WatchedSecret(NAME, "file:" + path);
        secret.poll();
        Files.writeString(path, " \n");

        FileCheck poll = secret.poll();

        assertThat(poll).isEqualTo(new Rejected(List.of(NAME + ": empty")));
        assertThat(secret.current()).contains(new SecretValue("first"));
        assertThat(secret.faults()).containsExactly(NAME + ": empty");
    }

    @Test
    void keepsTheOldSecretWhenTheNewOneFailsTheCheck() throws IOException {
        Files.writeString(path, "long enough");
        WatchedSecret secret =
                new WatchedSecret(NAME, "file: " + path, text -> text.length() < 8 ? List.of("too short") : List.of());
        secret.poll();
        Files.writeString(path, "short");

        FileCheck poll = secret.poll();

        assertThat(poll).isEqualTo(new Rejected(List.of(NAME + ": too short")));
        assertThat(secret.current()).contains(new SecretValue("long enough"));
    }

    @Test
    void rejectsAFileThatIsNotUtf8() throws IOException {
        Files.write(path, new byte[] {(byte) 0xff, (byte) 0xfe});

        FileCheck poll = new WatchedSecret(NAME, "file:" + path).poll();

        assertThat(poll).isEqualTo(new Rejected(List.of(NAME + ": not UTF-8")));
    }

    @Test
    void namesItsSettingWhenTheFileIsMissing() {
        FileCheck poll = new WatchedSecret(NAME, "file:" + path).poll();

        assertThat(poll).isEqualTo(new Rejected(List.of(NAME + ": " + path + ": no such file")));
    }

    @Test
    void rejectsASettingWithoutAValidPath() {
        WatchedSecret nameless = new WatchedSecret(NAME, "file:");
        WatchedSecret impossible = new WatchedSecret(NAME, "file:a\0b");

        assertThat(nameless.faults()).containsExactly(NAME + ": not a path (expected: file:<path>)");
        assertThat(impossible.faults()).containsExactly(NAME + ": not a path (expected: file:<path>)");
        assertThat(impossible.poll()).isEqualTo(new Unchanged());
    }

    @Test
    void neverShowsTheSecret() {
        WatchedSecret secret = new WatchedSecret(NAME, "sk-secret");

        assertThat(secret).hasToString("WatchedSecret[" + NAME + "]");
        assertThat(secret.current().orElseThrow()).hasToString("SecretValue[…]");
    }
}
