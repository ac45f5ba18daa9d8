package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.body.ByteRoom;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;

class HeadsOfStreamsTest {
    private final DefaultHttp2Connection connection = new DefaultHttp2Connection(true);
    private final ByteRoom bytes = new ByteRoom(1_000);
    private final HeadsOfStreams heads = new HeadsOfStreams(connection, bytes);

    @Test
    void keepsRoomUntilTheStreamIsClosed() throws Http2Exception {
        var first = connection.remote().createStream(1, false);
        connection.remote().createStream(3, false);

        boolean taken = heads.take(1, 400) && heads.take(3, 500);
        long before = bytes.inFlight();
        first.close();

        assertThat(taken).isTrue();
        assertThat(before).isEqualTo(900);
        assertThat(bytes.inFlight()).isEqualTo(500);
    }

    @Test
    void takesNothingWhereThereIsNoRoomForAll() {
        boolean taken = heads.take(1, 600) && heads.take(3, 600);

        assertThat(taken).isFalse();
        assertThat(bytes.inFlight()).isEqualTo(600);
    }

    @Test
    void givesBackAllWhenTheConnectionEnds() throws Http2Exception {
        var first = connection.remote().createStream(1, false);
        heads.take(1, 400);
        heads.take(3, 500);

        heads.giveBackAll();
        first.close();

        assertThat(bytes.inFlight()).isZero();
    }

    @Test
    void countsTextAndOverhead() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().set("x-name", "value");

        assertThat(HeadRoom.size(headers, "/v1/messages"))
                .isEqualTo("/v1/messages".length() + "x-name".length() + "value".length() + 32);
    }
}
