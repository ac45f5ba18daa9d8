package dev.weir.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An upstream that sends exactly the given bytes, valid HTTP or not, each connection on a thread of its own.
 */
public final class RawUpstream implements AutoCloseable {
    private static final int BACKLOG = 200;
    private static final int LONGEST_HEAD = 4000;

    private final ServerSocket server;
    private final Script script;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger opened = new AtomicInteger();

    /** Starts to listen on this machine. */
    public RawUpstream(Script script) {
        this.script = script;
        try {
            server = new ServerSocket(0, BACKLOG, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** What is done with each request. */
    @FunctionalInterface
    public interface Script {
        /** Called with the head of a request, its body unread; throws where the connection has ended. */
        void play(String head, RawConnection line) throws IOException;
    }

    /** One connection. */
    public record RawConnection(Socket socket, InputStream in, int number) {
        /** Sends the characters as bytes, in a packet of their own. */
        public void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        }

        /** Reads the body that the head announces. */
        public void readBody(String head) throws IOException {
            in.skipNBytes(
                    RawUpstream.header(head, "content-length").isEmpty()
                            ? 0
                            : Long.parseLong(RawUpstream.header(head, "content-length")));
        }

        /** Ends the connection with a reset. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    /** Returns the port. */
    public int port() {
        return server.getLocalPort();
    }

    /** Returns how many connections were ever opened. */
    public int opened() {
        return opened.get();
    }

    /** Returns how many connections are open. */
    public int open() {
        return sockets.size();
    }

    /** Returns the value of a header, empty where there is none. */
    public static String header(String head, String name) {
        for (String line : head.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
                return line.substring(name.length() + 1).strip();
            }
        }
        return "";
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                int number = opened.incrementAndGet();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket, number));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            socket.setTcpNoDelay(true);
            RawConnection line = new RawConnection(socket, new BufferedInputStream(socket.getInputStream()), number);
            for (String head = head(line.in()); !head.isEmpty(); head = head(line.in())) {
                script.play(head, line);
            }
        } catch (IOException _) {
            // The connection has ended, as some tests want
        } finally {
            sockets.remove(socket);
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0 || head.length() == LONGEST_HEAD) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
