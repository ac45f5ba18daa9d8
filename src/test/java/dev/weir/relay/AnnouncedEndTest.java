package dev.weir.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The listener learns the end of a response before the client can see it. */
class AnnouncedEndTest {
    private static final String PING = "event: ping\ndata: {}\n\n";
    private static final String STOP = "event: message_stop\ndata: {}\n\n";
    private static final String ERROR = "event: error\ndata: {\"type\":\"error\"}\n\n";

    @ParameterizedTest
    @ValueSource(strings = {STOP, ERROR})
    void announcesTheEndOfAStreamBeforeItsLastEventIsSent(String lastWord) {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING);

        copying.send(lastWord);
        copying.upstream.end();

        assertThat(copying.textWhenAnnounced).isEqualTo(PING);
        assertThat(copying.announcedEnds).hasSize(1);
        assertThat(copying.announcedEnds.getFirst().getClass())
                .isEqualTo(copying.outcome().getClass());
        assertThat(copying.announcedEnds.getFirst().traffic().facts())
                .isEqualTo(copying.traffic().facts());
    }

    @Test
    void announcesTheEndBeforeTheLastBytesOfTheDeclaredLength() {
        CopyUnderTest copying = new CopyUnderTest()
                .begin(
                        200,
                        HttpHeaders.headers()
                                .add("content-type", "application/json")
                                .add("content-length", "31"))
                .send("{\"usage\":{\"output")
                .send("_tokens\"");
        int before = copying.announcedEnds.size();

        copying.send(":9}}  ");

        assertThat(before).isZero();
        assertThat(copying.textWhenAnnounced).isEqualTo("{\"usage\":{\"output_tokens\"");
        assertThat(copying.announcedEnds).hasSize(1);
        assertThat(copying.announcedEnds.getFirst().traffic().facts().usage()).isPresent();
    }

    @Test
    void announcesTheEndOfAResponseOfUnknownLengthBeforeItEnds() {
        CopyUnderTest copying = CopyUnderTest.json().send("{}");

        copying.upstream.end();

        assertThat(copying.textWhenAnnounced).isEqualTo("{}");
        assertThat(copying.endsWhenAnnounced).isZero();
        assertThat(copying.announcedEnds).containsExactly((RelayEnd) copying.outcome());
    }

    @Test
    void announcesACutBeforeTheErrorEventIsSent() {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING);

        copying.upstream.breakOff();

        assertThat(copying.textWhenAnnounced).isEqualTo(PING);
        assertThat(copying.announcedEnds).containsExactly((RelayEnd) copying.outcome());
    }

    @Test
    void announcesNoEndBeforeTheCommit() {
        CopyUnderTest copying = CopyUnderTest.stream().send("event: ping\ndata:");

        copying.upstream.breakOff();

        assertThat(copying.announcedEnds).isEmpty();
    }
}
