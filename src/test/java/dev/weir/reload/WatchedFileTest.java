package dev.weir.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reload.FileCheck.Rejected;
import dev.weir.reload.FileCheck.Reloaded;
import dev.weir.reload.FileCheck.Unchanged;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFileTest {
    @TempDir
    private Path directory;

    private final AtomicInteger readings = new AtomicInteger();
    private Path path;
    private WatchedFile<String> file;

    @BeforeEach
    void watchTheFile() {
        path = directory.resolve("policy.yaml");
        file = new WatchedFile<>(path, this::read);
    }

    @Test
    void bringsValidContentIntoForce() throws IOException {
        Files.writeString(path, "one");

        FileCheck poll = file.poll();

        assertThat(poll).isEqualTo(new Reloaded());
        assertThat(file.current()).contains("one");
        assertThat(file.faults()).isEmpty();
        assertThat(file.path()).isEqualTo(path);
    }

    @Test
    void readsNothingBeforeTheFirstPoll() throws IOException {
        Files.writeString(path, "one");

        assertThat(file.current()).isEmpty();
        assertThat(readings).hasValue(0);
    }

    @Test
    void readsTheSameContentOnce() throws IOException {
        Files.writeString(path, "one");
        file.poll();
        Files.setLastModifiedTime(path, FileTime.fromMillis(1));

        FileCheck poll = file.poll();

        assertThat(poll).isEqualTo(new Unchanged());
        assertThat(readings).hasValue(1);
    }

    @Test
    void reloadsOtherContentOfTheSameLengthAndTime() throws IOException {
        FileTime time = FileTime.fromMillis(1_000_000);
        Files.writeString(path, "one");
        Files.setLastModifiedTime(path, time);
        file.poll();
        Files.writeString(path, "two");
        Files.setLastModifiedTime(path, time);

        FileCheck poll = file.poll();

        assertThat(poll).isEqualTo(new Reloaded());
        assertThat(file.current()).contains("two");
    }

    @Test
    void reloadsAfterTheSymlinkSwapOfAConfigMap() throws IOException {
        Path first = Files.createDirectory(directory.resolve("..first"));
        Path second = Files.createDirectory(directory.resolve("..second"));
        Files.writeString(first.resolve("policy.yaml"), "one");
        Files.writeString(second.resolve("policy.yaml"), "two");
        Path data = Files.createSymbolicLink(directory.resolve("..data"), first);
        Files.createSymbolicLink(path, data.resolve("policy.yaml"));
        file.poll();
        Path next = Files.createSymbolicLink(directory.resolve("..data_tmp"), second);
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

        FileCheck poll = file.poll();

        assertThat(poll).isEqualTo(new Reloaded());
        assertThat(file.current()).contains("two");
    }

    @Test
    void keepsTheOldValueAndRejectsInvalidContentOnce() throws IOException {
        Files.writeString(path, "one");
        file.poll();
        Files.writeString(path, "bad");

        FileCheck poll = file.poll();

        assertThat(poll).isEqualTo(new Rejected(List.of("first fault", "second fault")));
        assertThat(file.poll()).isEqualTo(new Unchanged());
        assertThat(file.current()).contains("one");
        assertThat(file.faults()).containsExactly("first fault", "second fault");
    }

    @Test
    void reloadsTheOldContentAfterAnInvalidOne() throws IOException {
        Files.writeString(path, "one");
        file.poll();
        Files.writeString(path, "bad");
        file.poll();
        Files.writeString(path, "one");

        FileCheck poll = file.poll();

        assertThat(poll).isEqualTo(new Reloaded());
        assertThat(file.faults()).isEmpty();
    }

    @Test
    void keepsTheOldValueWhileTheFileIsMissing() throws IOException {
        Files.writeString(path, "one");
        file.poll();
        Files.delete(path);

        FileCheck poll = file.poll();

        assertThat(poll).isEqualTo(new Rejected(List.of(path + ": no such file")));
        assertThat(file.poll()).isEqualTo(new Unchanged());
        assertThat(file.current()).contains("one");
    }

    @Test
    void rejectsAFileThatIsMissingFromTheStart() {
        FileCheck poll = file.poll();

        assertThat(poll).isEqualTo(new Rejected(List.of(path + ": no such file")));
        assertThat(file.current()).isEmpty();
    }

    @Test
    void rejectsADirectory() throws IOException {
        Files.createDirectory(path);

        FileCheck poll = file.poll();

        assertThat(poll)
                .isEqualTo(
                        new Rejected(List.of(path + ": cannot be read (expected: a file that this process may read)")));
    }

    @Test
    void rejectsAFileThatIsTooLarge() throws IOException {
        Files.write(path, new byte[WatchedFile.MAX_SIZE + 1]);

        FileCheck poll = file.poll();

        assertThat(poll).isEqualTo(new Rejected(List.of(path + ": larger than 4194304 bytes")));
        assertThat(readings).hasValue(0);
    }

    @Test
    void readsTheLargestFile() throws IOException {
        Files.write(path, new byte[WatchedFile.MAX_SIZE]);

        FileCheck poll = file.poll();

        assertThat(poll).isEqualTo(new Reloaded());
    }

    @Test
    void keepsItsOwnCopyOfTheBytes() throws IOException {
        Files.writeString(path, "one");
        WatchedFile<String> changing = new WatchedFile<>(path, bytes -> {
            bytes[0] = 0;
            return new FileReading.Valid<>("changed");
        });
        changing.poll();

        FileCheck poll = changing.poll();

        assertThat(poll).isEqualTo(new Unchanged());
    }

    @Test
    void usesTheStandInUntilThereIsAFile() throws IOException {
        WatchedFile<String> standing = new WatchedFile<>(path, this::read, bytes("stand-in"));

        FileCheck missing = standing.poll();
        FileCheck again = standing.poll();
        boolean wasStandIn = standing.isStandIn();
        Files.writeString(path, "stand-in");
        FileCheck there = standing.poll();

        assertThat(List.of(missing, again, there)).containsExactly(new Reloaded(), new Unchanged(), new Reloaded());
        assertThat(wasStandIn).isTrue();
        assertThat(standing.isStandIn()).isFalse();
        assertThat(standing.current()).contains("stand-in");
    }

    @Test
    void neverReturnsToTheStandInOnceThereWasAFile() throws IOException {
        WatchedFile<String> standing = new WatchedFile<>(path, this::read, bytes("stand-in"));
        Files.writeString(path, "one");
        standing.poll();
        Files.delete(path);

        FileCheck poll = standing.poll();

        assertThat(poll).isEqualTo(new Rejected(List.of(path + ": no such file")));
        assertThat(standing.current()).contains("one");
    }

    @Test
    void doesNotUseTheStandInForAnInvalidFile() throws IOException {
        WatchedFile<String> standing = new WatchedFile<>(path, this::read, bytes("stand-in"));
        Files.writeString(path, "bad");

        FileCheck poll = standing.poll();

        assertThat(poll).isInstanceOf(Rejected.class);
        assertThat(standing.current()).isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private FileReading<String> read(byte[] bytes) {
        readings.incrementAndGet();
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.equals("bad")
                ? new FileReading.Invalid<>(List.of("first fault", "second fault"))
                : new FileReading.Valid<>(text);
    }
}
