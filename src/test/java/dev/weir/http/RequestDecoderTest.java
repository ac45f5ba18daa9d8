package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In which order requests are read, how many headers they may have, and which versions are served. */
class RequestDecoderTest {
    private final DecodedConnection connection = new DecodedConnection();

    @BeforeEach
    void speakHttp() {
        assertThat(connection.channel.pipeline().get("httpDecoder")).isInstanceOf(RequestDecoder.class);
    }

    @AfterEach
    void leavesNoRoomTaken() {
        connection.close();
        assertThat(connection.room.inFlight()).isZero();
    }

    @Test
    void readsTheNextRequestOnlyAfterTheResponseToTheLast() {
        connection.send("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
        assertThat(connection.uris()).containsExactly("/1");

        connection.respond();

        assertThat(connection.uris()).containsExactly("/1", "/2");
    }

    @Test
    void readsTheNextRequestOnlyOnceTheSocketHasTakenTheResponse() {
        connection.channel.stopReading();
        connection.send("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
        connection.respond();
        assertThat(connection.uris()).containsExactly("/1");

        connection.channel.readOn();

        assertThat(connection.uris()).containsExactly("/1", "/2");
    }

    @Test
    void readsARequestThatComesWhileTheLastResponseIsUnreadOnceItIsTaken() {
        connection.channel.stopReading();
        connection.send("GET /1 HTTP/1.1\r\n\r\n");
        connection.respond();
        connection.send("GET /2 HTTP/1.1\r\n\r\n");
        assertThat(connection.uris()).containsExactly("/1");

        connection.channel.readOn();

        assertThat(connection.uris()).containsExactly("/1", "/2");
    }

    @Test
    void readsTheBodyOfARequestWhoseResponseHasEnded() {
        connection.send("POST /1 HTTP/1.1\r\ncontent-length: 4\r\n\r\nab");
        connection.respond();
        connection.send("cdGET /2 HTTP/1.1\r\n\r\n");

        assertThat(connection.uris()).containsExactly("/1", "/2");
    }

    @Test
    void aRequestSentAheadInPartHasTheDeadlineOfAHead() {
        connection.send("GET /1 HTTP/1.1\r\n\r\nGET /2 HTT");
        assertThat(connection.headsBegun).hasValue(0);

        connection.respond();

        assertThat(connection.headsBegun).hasValue(1);
    }

    @Test
    void aResponseThatIsInterimEndsNothing() {
        connection.send("POST /1 HTTP/1.1\r\ncontent-length: 1\r\n\r\naGET /2 HTTP/1.1\r\n\r\n");
        connection.channel.writeOutbound(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));

        assertThat(connection.uris()).containsExactly("/1");
    }

    @Test
    void takesAsManyHeadersAsThereMayBe() {
        connection.send("GET / HTTP/1.1\r\n" + "a:\r\n".repeat(RequestDecoder.MAX_HEADERS) + "\r\n");

        assertThat(connection.requests)
                .singleElement()
                .matches(request -> request.decoderResult().isSuccess());
    }

    @Test
    void rejectsAHeaderMore() {
        connection.send("GET / HTTP/1.1\r\n" + "a:\r\n".repeat(RequestDecoder.MAX_HEADERS + 1) + "\r\n");

        assertThat(connection.requests).singleElement().matches(RequestDecoderTest::isTooLarge);
    }

    @Test
    void rejectsTooManyHeadersBeforeTheHeadIsComplete() {
        for (int count = 0; count < RequestDecoder.MAX_HEADERS + 3; count++) {
            connection.send(count == 0 ? "GET / HTTP/1.1\r\n" : "a:\r\n");
        }

        assertThat(connection.requests).singleElement().matches(RequestDecoderTest::isTooLarge);
    }

    @Test
    void readsNothingBehindARejectedHead() {
        connection.send(
                "GET / HTTP/1.1\r\n" + "a:\r\n".repeat(RequestDecoder.MAX_HEADERS + 1) + "\r\nGET /2 HTTP/1.1\r\n\r\n");
        connection.respond();

        assertThat(connection.requests).hasSize(1);
    }

    @Test
    void dropsWhatIsSentAheadBeyondItsBoundAndClosesAfterTheResponse() {
        connection.send("GET /1 HTTP/1.1\r\n\r\n");
        connection.send("x".repeat(RequestDecoder.MAX_AHEAD));
        connection.send("x".repeat(RequestDecoder.MAX_AHEAD));
        assertThat(connection.channel.isActive()).isTrue();
        assertThat(connection.room.inFlight()).isZero();

        connection.respond();

        assertThat(connection.channel.isActive()).isFalse();
        assertThat(connection.uris()).containsExactly("/1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0", "HTTP/1.1"})
    void keepsAVersionThatIsServed(String version) {
        connection.send("GET / " + version + "\r\n\r\n");

        assertThat(connection.requests.getFirst().protocolVersion().text()).isEqualTo(version);
        assertThat(connection.decoder().isVersionServed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/9.9", "HTTP/1.10", "HTTP/01.1", "HTTP/3", "http/1.1", "HTTP/", "X/1.1"})
    void tellsAVersionThatIsNotServed(String version) {
        connection.send("GET / " + version + "\r\n\r\n");

        assertThat(connection.requests.getFirst().protocolVersion()).isSameAs(HttpVersion.HTTP_1_1);
        assertThat(connection.decoder().isVersionServed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /", "GET / /x HTTP/1.1", "GET / HTTP", "GET / HTTP/1.1 x"})
    void leavesALineThatNamesNoVersionToTheParser(String line) {
        connection.send(line + "\r\n\r\n");

        assertThat(connection.requests.getFirst().decoderResult().isFailure()).isTrue();
    }

    private static boolean isTooLarge(HttpRequest request) {
        return request.decoderResult().cause() instanceof TooLongHttpHeaderException;
    }
}
