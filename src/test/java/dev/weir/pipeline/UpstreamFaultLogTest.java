package dev.weir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.audit.AuditLog;
import dev.weir.metering.ErrorReason;
import dev.weir.metering.LogCapture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamFaultLogTest {
    private static final String NOT_CONNECTED =
            "WARN Upstream a fails, key main, connect: it cannot be connected to. Attempts since the last such line: ";
    private static final String OVER = "INFO Upstream a responds again, key main, after: connect";

    private final List<String> lines = new ArrayList<>();
    private final LogCapture capture = LogCapture.of(
            UpstreamFaultLog.class.getName(), record -> lines.add(record.getLevel() + " " + record.getMessage()));
    private final List<String> audited = new ArrayList<>();
    private long now = -5;
    private final UpstreamFaultLog log = new UpstreamFaultLog(() -> now, new AuditLog(audited::add));

    @AfterEach
    void close() {
        capture.close();
    }

    private void failed(int times) {
        for (int time = 0; time < times; time++) {
            log.failed("a", "main", ErrorReason.CONNECT);
        }
    }

    private void afterSeconds(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void logsTheFirstFailureAndThenOneLineAMinuteWithTheNumber() {
        failed(100);
        afterSeconds(59);
        failed(1);
        afterSeconds(1);

        failed(2);

        assertThat(lines).containsExactly(NOT_CONNECTED + "1.", NOT_CONNECTED + "101.");
    }

    @Test
    void auditsARejectedKeyOnceAMinuteAndNoOtherFault() {
        log.failed("a", "main", ErrorReason.CONNECT);
        log.failed("a", "main", ErrorReason.KEY_REJECTED);
        log.failed("a", "main", ErrorReason.KEY_REJECTED);
        afterSeconds(60);

        log.failed("a", "main", ErrorReason.KEY_REJECTED);

        assertThat(audited)
                .containsExactly(
                        "event=upstream_key_rejected upstream=a key=main attempts=1",
                        "event=upstream_key_rejected upstream=a key=main attempts=2");
    }

    @Test
    void logsThatTheUpstreamRespondsAgainOnce() {
        failed(3);
        log.failed("b", "main", ErrorReason.CONNECT);

        log.responded("a", "main");
        log.responded("a", "main");

        assertThat(lines).filteredOn(line -> line.contains("responds")).containsExactly(OVER);
    }

    @Test
    void logsNoMoreThanTwoLinesAMinuteOfAnUpstreamThatComesAndGoes() {
        for (int time = 0; time < 50; time++) {
            failed(1);
            log.responded("a", "main");
        }

        assertThat(lines).containsExactly(NOT_CONNECTED + "1.", OVER);
    }

    @Test
    void logsEachCauseKeyAndUpstreamByItself() {
        log.failed("a", "main", ErrorReason.CONNECT);
        log.failed("a", "main", ErrorReason.TLS);
        log.failed("a", "spare", ErrorReason.CONNECT);
        log.failed("b", "main", ErrorReason.CONNECT);

        assertThat(lines).hasSize(4).doesNotHaveDuplicates();
    }

    @Test
    void saysNothingOfAnUpstreamThatNeverFailed() {
        failed(1);

        log.responded("b", "main");

        assertThat(lines).containsExactly(NOT_CONNECTED + "1.");
    }

    @Test
    void takesARejectedKeyForGoodOnlyOnceItselfHasAResponse() {
        log.failed("a", "main", ErrorReason.KEY_REJECTED);

        log.responded("a", "spare");
        int afterSpare = lines.size();
        log.responded("a", "main");

        assertThat(afterSpare).isEqualTo(1);
        assertThat(lines)
                .containsExactly(
                        "ERROR Upstream a fails, key main, key_rejected: it rejects the key."
                                + " Attempts since the last such line: 1.",
                        "INFO Upstream a responds again, key main, after: key_rejected");
    }

    @ParameterizedTest
    @CsvSource({"CONNECT", "TLS", "DNS", "TIMEOUT", "CLOSED", "UNUSABLE", "KEY_REJECTED"})
    void namesTheCause(ErrorReason cause) {
        log.failed("a", "main", cause);

        assertThat(lines).singleElement().asString().contains(", " + cause.label() + ": ");
    }
}
