package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The room that a connection takes of that of all connections, and gives back. */
class KeptBytesTest {
    private static final String LONG_HEADER = "x-long: " + "a".repeat(10_000);

    private final DecodedConnection connection = new DecodedConnection();

    @AfterEach
    void leavesNoRoomTaken() {
        connection.close();
        assertThat(connection.room.inFlight()).isZero();
    }

    @Test
    void aHeadThatDoesNotEndTakesRoom() {
        connection.send("GET / HTTP/1.1\r\n" + LONG_HEADER);

        assertThat(connection.room.inFlight()).isBetween(5_000L, 7_000L);
    }

    @Test
    void aLongHeadTakesRoomUntilItsResponseHasEnded() {
        connection.send("GET / HTTP/1.1\r\n" + LONG_HEADER);
        connection.send("\r\n\r\n");
        assertThat(connection.requests).hasSize(1);
        assertThat(connection.room.inFlight()).isBetween(5_000L, 7_000L);

        connection.respond();

        assertThat(connection.room.inFlight()).isZero();
    }

    @Test
    void aLongHeadTakesRoomUntilItsBodyHasEnded() {
        connection.send("POST / HTTP/1.1\r\ncontent-length: 2\r\n" + LONG_HEADER + "\r\n\r\na");
        connection.respond();
        assertThat(connection.room.inFlight()).isBetween(5_000L, 7_000L);

        connection.send("b");

        assertThat(connection.room.inFlight()).isZero();
    }

    @Test
    void whatIsDroppedOfWhatWasSentAheadLeavesTheRoomOfTheHead() {
        connection.send("GET /1 HTTP/1.1\r\n" + LONG_HEADER + "\r\n\r\n");
        connection.send("x".repeat(DecodedConnection.ROOM));

        assertThat(connection.room.inFlight()).isBetween(5_000L, 7_000L);
        assertThat(connection.channel.isActive()).isTrue();
    }

    @Test
    void aHeadWithoutRoomEndsItsConnection() {
        assertThat(connection.room.tryTake(DecodedConnection.ROOM)).isTrue();
        connection.send("GET / HTTP/1.1\r\n" + LONG_HEADER);
        connection.room.giveBack(DecodedConnection.ROOM);

        assertThat(connection.channel.isActive()).isFalse();
    }

    @Test
    void aShortHeadNeedsNoRoom() {
        assertThat(connection.room.tryTake(DecodedConnection.ROOM)).isTrue();
        connection.send("GET / HTTP/1.1\r\nhost: ");
        connection.send("x\r\n\r\n");
        connection.room.giveBack(DecodedConnection.ROOM);

        assertThat(connection.requests).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n", "POST / HTTP/1.1\r\ncontent-length: 2\r\n"})
    void aLongHeadThatComesAtOnceWithoutRoomEndsItsConnection(String start) {
        assertThat(connection.room.tryTake(DecodedConnection.ROOM)).isTrue();
        connection.send(start + LONG_HEADER + "\r\n\r\n");
        connection.room.giveBack(DecodedConnection.ROOM);

        assertThat(connection.channel.isActive()).isFalse();
    }

    @Test
    void whatIsSentAheadWithoutRoomIsDroppedAndTheResponseIsTheLast() {
        assertThat(connection.room.tryTake(DecodedConnection.ROOM)).isTrue();
        connection.send("GET /1 HTTP/1.1\r\n\r\n");
        connection.send("GET /2 HTTP/1.1\r\n" + LONG_HEADER);
        assertThat(connection.channel.isActive()).isTrue();

        connection.respond();
        connection.room.giveBack(DecodedConnection.ROOM);

        assertThat(connection.channel.isActive()).isFalse();
    }
}
