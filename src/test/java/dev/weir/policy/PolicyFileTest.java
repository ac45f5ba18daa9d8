package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reload.FileCheck;
import dev.weir.reload.WatchedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFileTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T23:30:00Z"), ZoneOffset.UTC);
    private static final String KEY = "{ id: ci, sha256: \"" + "ab".repeat(32) + "\" }";

    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | no team has a key, so every request would get a 401",
                "[{ id: ci, sha256: \"abababababababababababababababababababababababababababababababab\","
                        + " expires: 2026-11-23 }] | no team has a key that is still valid: all have expired",
            })
    void keepsThePolicyInForceWhereAnotherLocksEveryoneOut(String keys, String fault) throws IOException {
        WatchedFile<Policy> file = file();
        write("[" + KEY + "]");
        file.poll();
        write(keys);

        FileCheck check = file.poll();

        assertThat(check).isEqualTo(new FileCheck.Rejected(List.of(fault)));
        assertThat(file.current().orElseThrow().keyCount()).isEqualTo(1);
    }

    @Test
    void takesAPolicyOneOfWhoseKeysIsStillValid() throws IOException {
        WatchedFile<Policy> file = file();
        write("[" + KEY.replace("}", ", expires: 2026-11-24 }") + "]");

        assertThat(file.poll()).isEqualTo(new FileCheck.Reloaded());
    }

    private WatchedFile<Policy> file() {
        return PolicyFile.at(directory.resolve("policy.yaml"), Set.of(), CLOCK);
    }

    private void write(String keys) throws IOException {
        Files.writeString(
                directory.resolve("policy.yaml"),
                "plans: { developer: {} }\nteams: { search: { plan: developer, keys: " + keys + " } }\n");
    }
}
