package dev.weir.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.relay.RelayEnd.Completed;
import dev.weir.relay.RelayEnd.Cut;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses without a type to requests for a stream. */
class UntypedTapTest {
    private static final String EVENT = "event: message_start\ndata: {}\n\n";
    private static final String STOP = "event: message_stop\ndata: {}\n\n";

    private static CopyUnderTest untyped() {
        return new CopyUnderTest().begin(200, HttpHeaders.headers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text/plain", "Text/Plain; charset=utf-8"})
    void isAnEventStreamWhereItBeginsAsOne(String type) {
        MultiMap headers = HttpHeaders.headers().add("content-length", "10000");
        CopyUnderTest copying =
                new CopyUnderTest().begin(200, type.isEmpty() ? headers : headers.add("content-type", type));

        copying.send("\n").send(EVENT).send(STOP);
        copying.upstream.end();

        assertThat(copying.outcome()).isInstanceOf(Completed.class);
        assertThat(copying.client.headers.get("content-type")).isEqualTo("text/event-stream");
        assertThat(copying.client.headers.contains("content-length")).isFalse();
        assertThat(copying.client.headers.get("x-accel-buffering")).isEqualTo("no");
        assertThat(copying.client.text()).isEqualTo("\n" + EVENT + STOP);
    }

    @Test
    void isCutAsAStreamIs() {
        CopyUnderTest copying = untyped().send(EVENT);

        copying.upstream.breakOff();

        assertThat(copying.outcome()).isInstanceOf(Cut.class);
        assertThat(copying.client.text()).startsWith(EVENT + "event: error\n");
    }

    @Test
    void isCommentedAsAStreamIs() {
        CopyUnderTest copying = untyped().send(EVENT).advance(15);
        copying.timers.turn();

        assertThat(copying.client.text()).isEqualTo(EVENT + ": keep-alive\n\n");
    }

    @Test
    void isAMessageWhereItBeginsWithABrace() {
        String json = "{\"usage\":{\"input_tokens\":3,\"output_tokens\":4}}";
        CopyUnderTest copying = untyped().send(" \n").send(json);

        copying.upstream.end();

        assertThat(copying.outcome()).isInstanceOf(Completed.class);
        assertThat(copying.client.text()).isEqualTo(" \n" + json);
        assertThat(copying.client.headers.contains("x-accel-buffering")).isFalse();
    }
}
