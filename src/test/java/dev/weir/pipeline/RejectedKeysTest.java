package dev.weir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.audit.AuditLog;
import dev.weir.auth.Authentication.Unauthenticated;
import dev.weir.auth.KeyFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RejectedKeysTest {
    private final List<String> lines = new ArrayList<>();
    private long now = -5;
    private final RejectedKeys rejected = new RejectedKeys(new AuditLog(lines::add), () -> now);

    private void note(KeyFault fault) {
        rejected.note("wreq_1", new Unauthenticated("This key is not known", fault, Optional.empty()));
    }

    @Test
    void writesWhichRequestHadARejectedKeyAndWhy() {
        note(KeyFault.UNKNOWN);

        assertThat(lines)
                .containsExactly("event=key_rejected request_id=wreq_1 fault=unknown team=none key=none left_out=0");
    }

    @Test
    void writesNothingOfARequestWithoutAKey() {
        note(KeyFault.NONE_SENT);

        assertThat(lines).isEmpty();
    }

    @Test
    void boundsTheLinesOfAMinuteAndCountsTheRest() {
        for (int i = 0; i < 1_000; i++) {
            note(KeyFault.UNKNOWN);
        }
        now += TimeUnit.MINUTES.toNanos(1);

        note(KeyFault.EXPIRED);
        note(KeyFault.EXPIRED);

        assertThat(lines).hasSize(RejectedKeys.MOST + 2);
        assertThat(lines.get(RejectedKeys.MOST)).endsWith("fault=expired team=none key=none left_out=980");
        assertThat(lines.getLast()).endsWith("left_out=0");
    }
}
