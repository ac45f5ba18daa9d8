package dev.weir.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditLogTest {
    private final List<String> lines = new ArrayList<>();
    private final AuditLog log = new AuditLog(lines::add);

    @Test
    void writesTheEventAndItsPairsInOneLine() {
        log.write(AuditEvent.QUOTA_RESET, "team", "search", "user", "1d8fbca31c25e53b4ec2f6864153643d");

        assertThat(lines).containsExactly("event=quota_reset team=search user=1d8fbca31c25e53b4ec2f6864153643d");
    }

    @Test
    void writesAnEventWithoutPairs() {
        log.write(AuditEvent.DRAIN);

        assertThat(lines).containsExactly("event=drain");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "a b | \"a b\"",
                "a\"b | \"a\\\"b\"",
                "a\\b | a\\b",
                "a=b | \"a=b\"",
                "~~ | \"\"",
                "ä | \"ä\"",
                "user/per-model[opus]/usd-per-week | user/per-model[opus]/usd-per-week"
            })
    void quotesWhatIsNoPlainWord(String value, String written) {
        log.write(AuditEvent.RELOAD, "file", value);

        assertThat(lines).containsExactly("event=reload file=" + written);
    }

    @Test
    void staysInOneLineWhateverTheValue() {
        log.write(AuditEvent.RELOAD, "file", "a\nevent=drain\r\u007f");

        assertThat(lines).containsExactly("event=reload file=\"a event=drain  \"");
    }
}
