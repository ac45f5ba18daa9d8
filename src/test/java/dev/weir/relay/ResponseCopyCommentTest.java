package dev.weir.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The comments that Weir writes into a silent stream. */
class ResponseCopyCommentTest {
    private static final String PING = "event: ping\ndata: {}\n\n";

    private static final String COMMENT = ": keep-alive\n\n";

    @Test
    void writesNoCommentToASlowClient() {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING);
        copying.client.fallBehind();
        copying.send(PING).advance(59);

        assertThat(copying.client.text()).isEqualTo(PING + PING);
    }

    @Test
    void sendsACommentAfterEach15SecondsOfSilence() {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING).advance(14);

        String before = copying.client.text();
        copying.advance(1);
        String once = copying.client.text();
        copying.advance(30);

        assertThat(before).isEqualTo(PING);
        assertThat(once).isEqualTo(PING + COMMENT);
        assertThat(copying.client.text()).isEqualTo(PING + COMMENT.repeat(3));
    }

    @Test
    void sendsACommentAfterTheFirstEventToo() {
        CopyUnderTest copying = CopyUnderTest.stream().advance(10).send(PING).advance(15);

        assertThat(copying.client.text()).isEqualTo(PING + COMMENT);
    }

    @Test
    void sendsACommentInTimeWhereTheSettingIsShorterThanTheCommitWait() {
        CopyUnderTest copying = new CopyUnderTest()
                .begin(
                        200,
                        HttpHeaders.headers().add("content-type", "text/event-stream"),
                        CopyUnderTest.relay(Duration.ofSeconds(4)))
                .send(PING)
                .advance(4);

        assertThat(copying.client.text()).isEqualTo(PING + COMMENT);
    }

    @Test
    void sendsACommentInTimeOnceTheClientHasCaughtUp() {
        CopyUnderTest copying = CopyUnderTest.stream().send(PING);
        copying.client.fallBehind();
        copying.send(PING).advance(30);
        copying.client.catchUp();
        copying.advance(15);

        assertThat(copying.client.text()).isEqualTo(PING + PING + COMMENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"e", "event: x", "event: x\n", "data: {\"a\"", "data: {}\n", ": comm"})
    void sendsNoCommentInsideAnEvent(String unfinished) {
        CopyUnderTest copying =
                CopyUnderTest.stream().send(PING).send(unfinished).advance(80);

        assertThat(copying.client.text()).isEqualTo(PING + unfinished);
    }
}
