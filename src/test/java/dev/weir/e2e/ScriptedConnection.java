package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;

/** One connection of the scripted upstream, on which a script plays once the request has been read. */
final class ScriptedConnection {
    static final String STREAM_HEAD = """
            HTTP/1.1 200 OK\r
            content-type: text/event-stream; charset=utf-8\r
            request-id: req_scripted\r
            transfer-encoding: chunked\r
            \r
            """;
    private final Socket socket;
    private final InputStream in;
    private final String startLine;

    ScriptedConnection(Socket socket, InputStream in, String startLine) {
        this.socket = socket;
        this.in = in;
        this.startLine = startLine;
    }

    /** Returns path and query of the request. */
    String target() {
        return startLine.split(" ", -1)[1];
    }

    void send(String text) throws IOException {
        send(text.getBytes(UTF_8));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Sends a response with a length; {@code head} is the status and header lines, each with its end. */
    void respond(String head, byte[] body) throws IOException {
        send("HTTP/1.1 " + head + "content-length: " + body.length + "\r\n\r\n");
        send(body);
    }

    /** Sends the head of an event stream. */
    void beginStream() throws IOException {
        send(STREAM_HEAD);
    }

    /** Sends each piece as an HTTP chunk in a write of its own. */
    void chunks(List<byte[]> pieces) throws IOException {
        for (byte[] piece : pieces) {
            chunk(piece);
        }
    }

    void chunk(String text) throws IOException {
        chunk(text.getBytes(UTF_8));
    }

    void chunk(byte[] piece) throws IOException {
        send(ByteChunks.chunk(piece));
    }

    void lastChunk() throws IOException {
        send("0\r\n\r\n");
    }

    /** Closes the connection, whatever was announced. */
    void close() throws IOException {
        socket.close();
    }

    /** Returns when the gateway has closed the connection. */
    void awaitClose() {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException _) {
            // Closed too
        }
    }
}
