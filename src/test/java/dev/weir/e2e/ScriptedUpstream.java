package dev.weir.e2e;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An upstream that plays scripts: each request names the one to play in the header {@value #SCRIPT}, which the gateway
 * passes on like every header it does not know. It sends exactly the bytes of the script, in exactly its writes, and
 * keeps every request as it came.
 */
final class ScriptedUpstream implements AutoCloseable {
    static final String SCRIPT = "x-script";

    private final ServerSocket server;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<String, ConnectionScript> scripts = new ConcurrentHashMap<>();
    private final Map<String, List<ReceivedRequest>> received = new ConcurrentHashMap<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    ScriptedUpstream() {
        try {
            server = new ServerSocket(0, 200, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** What is done with one request; it may throw when the connection is gone. */
    @FunctionalInterface
    interface ConnectionScript {
        void play(ScriptedConnection connection) throws IOException;
    }

    /** A request as it came. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record ReceivedRequest(MessageHead head, byte[] body) {}

    int port() {
        return server.getLocalPort();
    }

    /** Adds a script and returns the name by which requests select it. */
    String addScript(ConnectionScript script) {
        String name = "s" + numbers.incrementAndGet();
        received.put(name, new CopyOnWriteArrayList<>());
        scripts.put(name, script);
        return name;
    }

    /** Returns the requests that named this script, in their order. */
    List<ReceivedRequest> received(String script) {
        return List.copyOf(Optional.ofNullable(received.get(script)).orElseThrow());
    }

    /** Returns the only request that named this script. */
    ReceivedRequest onlyRequest(String script) {
        List<ReceivedRequest> all = received(script);
        if (all.size() != 1) {
            throw new AssertionError("requests: " + all.size() + " (expected: 1)");
        }
        return all.getFirst();
    }

    /** Returns how many connections are open. */
    int openConnections() {
        return connections.size();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        connections.add(socket);
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (!socket.isClosed()) {
                Optional<MessageHead> head = MessageHead.read(in);
                if (head.isEmpty()) {
                    return;
                }
                play(new ScriptedConnection(socket, in, head.get().startLine()), head.get(), in);
            }
        } catch (IOException _) {
            // The gateway has closed the connection, as some tests want.
        } finally {
            connections.remove(socket);
        }
    }

    private void play(ScriptedConnection connection, MessageHead head, InputStream in) throws IOException {
        String name = head.one(SCRIPT).orElse("");
        byte[] body = new RawBodyReader(in, head, 0).rest();
        List<ReceivedRequest> log = received.get(name);
        ConnectionScript script = scripts.get(name);
        if (log == null || script == null) {
            connection.send("HTTP/1.1 500 No Script\r\ncontent-length: 0\r\n\r\n");
            return;
        }
        log.add(new ReceivedRequest(head, body));
        script.play(connection);
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : connections) {
                socket.close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
