package dev.weir.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.body.ByteRoom;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestDecoderTest {
    private static final int ROOM = 20_000;
    private static final String LONG_HEADER = "x-long: " + "a".repeat(10_000);

    private final HttpServerOptions options = new HttpServerOptions().setMaxHeaderSize(32 * 1024);
    private final ByteRoom room = new ByteRoom(ROOM);
    private final AtomicInteger headsBegun = new AtomicInteger();
    private final List<HttpRequest> requests = new ArrayList<>();
    private final UnreadChannel connection = connect();

    @BeforeEach
    void speakHttp() {
        assertThat(connection.pipeline().get("httpDecoder")).isInstanceOf(RequestDecoder.class);
    }

    @AfterEach
    void leavesNoRoomTaken() {
        connection.finishAndReleaseAll();
        assertThat(room.inFlight()).isZero();
    }

    @Test
    void readsTheNextRequestOnlyAfterTheResponseToTheLast() {
        send("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
        assertThat(uris()).containsExactly("/1");

        respond();

        assertThat(uris()).containsExactly("/1", "/2");
    }

    @Test
    void readsTheNextRequestOnlyOnceTheSocketHasTakenTheResponse() {
        connection.stopReading();
        send("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
        respond();
        assertThat(uris()).containsExactly("/1");

        connection.readOn();

        assertThat(uris()).containsExactly("/1", "/2");
    }

    @Test
    void readsARequestThatComesWhileTheLastResponseIsUnreadOnceItIsTaken() {
        connection.stopReading();
        send("GET /1 HTTP/1.1\r\n\r\n");
        respond();
        send("GET /2 HTTP/1.1\r\n\r\n");
        assertThat(uris()).containsExactly("/1");

        connection.readOn();

        assertThat(uris()).containsExactly("/1", "/2");
    }

    @Test
    void readsTheBodyOfARequestWhoseResponseHasEnded() {
        send("POST /1 HTTP/1.1\r\ncontent-length: 4\r\n\r\nab");
        respond();
        send("cdGET /2 HTTP/1.1\r\n\r\n");

        assertThat(uris()).containsExactly("/1", "/2");
    }

    @Test
    void aRequestSentAheadInPartHasTheDeadlineOfAHead() {
        send("GET /1 HTTP/1.1\r\n\r\nGET /2 HTT");
        assertThat(headsBegun).hasValue(0);

        respond();

        assertThat(headsBegun).hasValue(1);
    }

    @Test
    void aResponseThatIsInterimEndsNothing() {
        send("POST /1 HTTP/1.1\r\ncontent-length: 1\r\n\r\naGET /2 HTTP/1.1\r\n\r\n");
        connection.writeOutbound(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));

        assertThat(uris()).containsExactly("/1");
    }

    @Test
    void takesAsManyHeadersAsThereMayBe() {
        send("GET / HTTP/1.1\r\n" + "a:\r\n".repeat(RequestDecoder.MAX_HEADERS) + "\r\n");

        assertThat(requests)
                .singleElement()
                .matches(request -> request.decoderResult().isSuccess());
    }

    @Test
    void rejectsAHeaderMore() {
        send("GET / HTTP/1.1\r\n" + "a:\r\n".repeat(RequestDecoder.MAX_HEADERS + 1) + "\r\n");

        assertThat(requests).singleElement().matches(RequestDecoderTest::isTooLarge);
    }

    @Test
    void rejectsTooManyHeadersBeforeTheHeadIsComplete() {
        for (int count = 0; count < RequestDecoder.MAX_HEADERS + 3; count++) {
            send(count == 0 ? "GET / HTTP/1.1\r\n" : "a:\r\n");
        }

        assertThat(requests).singleElement().matches(RequestDecoderTest::isTooLarge);
    }

    @Test
    void readsNothingBehindARejectedHead() {
        send("GET / HTTP/1.1\r\n" + "a:\r\n".repeat(RequestDecoder.MAX_HEADERS + 1) + "\r\nGET /2 HTTP/1.1\r\n\r\n");
        respond();

        assertThat(requests).hasSize(1);
    }

    @Test
    void aHeadThatDoesNotEndTakesRoom() {
        send("GET / HTTP/1.1\r\n" + LONG_HEADER);

        assertThat(room.inFlight()).isBetween(5_000L, 7_000L);
    }

    @Test
    void aLongHeadTakesRoomUntilItsResponseHasEnded() {
        send("GET / HTTP/1.1\r\n" + LONG_HEADER);
        send("\r\n\r\n");
        assertThat(requests).hasSize(1);
        assertThat(room.inFlight()).isBetween(5_000L, 7_000L);

        respond();

        assertThat(room.inFlight()).isZero();
    }

    @Test
    void aLongHeadTakesRoomUntilItsBodyHasEnded() {
        send("POST / HTTP/1.1\r\ncontent-length: 2\r\n" + LONG_HEADER + "\r\n\r\na");
        respond();
        assertThat(room.inFlight()).isBetween(5_000L, 7_000L);

        send("b");

        assertThat(room.inFlight()).isZero();
    }

    @Test
    void whatIsDroppedOfWhatWasSentAheadLeavesTheRoomOfTheHead() {
        send("GET /1 HTTP/1.1\r\n" + LONG_HEADER + "\r\n\r\n");
        send("x".repeat(ROOM));

        assertThat(room.inFlight()).isBetween(5_000L, 7_000L);
        assertThat(connection.isActive()).isTrue();
    }

    @Test
    void aHeadWithoutRoomEndsItsConnection() {
        assertThat(room.tryTake(ROOM)).isTrue();
        send("GET / HTTP/1.1\r\n" + LONG_HEADER);
        room.giveBack(ROOM);

        assertThat(connection.isActive()).isFalse();
    }

    @Test
    void aShortHeadNeedsNoRoom() {
        assertThat(room.tryTake(ROOM)).isTrue();
        send("GET / HTTP/1.1\r\nhost: ");
        send("x\r\n\r\n");
        room.giveBack(ROOM);

        assertThat(requests).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n", "POST / HTTP/1.1\r\ncontent-length: 2\r\n"})
    void aLongHeadThatComesAtOnceWithoutRoomEndsItsConnection(String start) {
        assertThat(room.tryTake(ROOM)).isTrue();
        send(start + LONG_HEADER + "\r\n\r\n");
        room.giveBack(ROOM);

        assertThat(connection.isActive()).isFalse();
    }

    @Test
    void dropsWhatIsSentAheadBeyondItsBoundAndClosesAfterTheResponse() {
        send("GET /1 HTTP/1.1\r\n\r\n");
        send("x".repeat(RequestDecoder.MAX_AHEAD));
        send("x".repeat(RequestDecoder.MAX_AHEAD));
        assertThat(connection.isActive()).isTrue();
        assertThat(room.inFlight()).isZero();

        respond();

        assertThat(connection.isActive()).isFalse();
        assertThat(uris()).containsExactly("/1");
    }

    @Test
    void whatIsSentAheadWithoutRoomIsDroppedAndTheResponseIsTheLast() {
        assertThat(room.tryTake(ROOM)).isTrue();
        send("GET /1 HTTP/1.1\r\n\r\n");
        send("GET /2 HTTP/1.1\r\n" + LONG_HEADER);
        assertThat(connection.isActive()).isTrue();

        respond();
        room.giveBack(ROOM);

        assertThat(connection.isActive()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0", "HTTP/1.1"})
    void keepsAVersionThatIsServed(String version) {
        send("GET / " + version + "\r\n\r\n");

        assertThat(requests.getFirst().protocolVersion().text()).isEqualTo(version);
        assertThat(decoder().isVersionServed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/9.9", "HTTP/1.10", "HTTP/01.1", "HTTP/3", "http/1.1", "HTTP/", "X/1.1"})
    void tellsAVersionThatIsNotServed(String version) {
        send("GET / " + version + "\r\n\r\n");

        assertThat(requests.getFirst().protocolVersion()).isSameAs(HttpVersion.HTTP_1_1);
        assertThat(decoder().isVersionServed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /", "GET / /x HTTP/1.1", "GET / HTTP", "GET / HTTP/1.1 x"})
    void leavesALineThatNamesNoVersionToTheParser(String line) {
        send(line + "\r\n\r\n");

        assertThat(requests.getFirst().decoderResult().isFailure()).isTrue();
    }

    private RequestDecoder decoder() {
        return connection.pipeline().get(RequestDecoder.class);
    }

    private UnreadChannel connect() {
        UnreadChannel channel = new UnreadChannel();
        channel.pipeline()
                .addLast("httpDecoder", new VertxHttpRequestDecoder(options))
                .addLast("httpEncoder", new HttpResponseEncoder())
                .addLast(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        if (message instanceof HttpRequest request) {
                            requests.add(request);
                        }
                        ReferenceCountUtil.release(message);
                    }
                });
        new RequestDecoder(options, room, headsBegun::incrementAndGet).install(channel.pipeline());
        return channel;
    }

    private void send(String text) {
        connection.writeInbound(Unpooled.copiedBuffer(text, ISO_8859_1));
        connection.runPendingTasks();
    }

    private void respond() {
        connection.writeOutbound(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER));
        connection.runPendingTasks();
    }

    private List<String> uris() {
        return requests.stream().map(HttpRequest::uri).toList();
    }

    private static boolean isTooLarge(HttpRequest request) {
        return request.decoderResult().cause() instanceof TooLongHttpHeaderException;
    }
}
