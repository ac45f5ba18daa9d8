package dev.weir.check;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An upstream on 127.0.0.1 that responds to each request with one status and keeps the head of what it got. */
public final class StubUpstream implements AutoCloseable {
    private final ServerSocket server;
    private final String status;
    private final List<String> heads = new CopyOnWriteArrayList<>();

    private StubUpstream(ServerSocket server, String status) {
        this.server = server;
        this.status = status;
        Thread.ofVirtual().start(this::serve);
    }

    /** Starts one without TLS. */
    public static StubUpstream responding(String status) throws IOException {
        return on(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()), status);
    }

    /** Starts one on a socket, which it closes in the end. */
    static StubUpstream on(ServerSocket server, String status) {
        return new StubUpstream(server, status);
    }

    /** Returns its address. */
    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    int port() {
        return server.getLocalPort();
    }

    /** Returns the heads of the requests so far. */
    List<String> heads() {
        return heads;
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                respond(socket);
            } catch (IOException _) {
                // a client that went, or the end
            }
        }
    }

    private void respond(Socket socket) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        StringBuilder head = new StringBuilder();
        for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
            head.append(line).append('\n');
        }
        heads.add(head.toString());
        String response = "HTTP/1.1 " + status + "\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        socket.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
