package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One connection of a client that sends exactly the given bytes and sees every byte. */
final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    RawClient(int port) {
        this(port, 0);
    }

    /** A client whose receive buffer is as small as the machine lets it be, 0 for the usual one. */
    RawClient(int port, int receiveBuffer) {
        try {
            socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new java.net.InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns the port of this end of the connection. */
    int localPort() {
        return socket.getLocalPort();
    }

    /** Sends one request over a connection of its own and returns the response. */
    static ReceivedResponse exchange(int port, RawRequest request) {
        try (RawClient client = new RawClient(port)) {
            return client.exchange(request);
        }
    }

    /** Sends a request and returns its response. */
    ReceivedResponse exchange(RawRequest request) {
        send(request.head());
        send(request.body());
        return response(request);
    }

    /** Sends bytes in a packet of their own where the machine lets them. */
    void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Sends each piece as an HTTP chunk, then the last chunk. */
    void sendChunks(List<byte[]> pieces) {
        for (byte[] piece : pieces) {
            send(ByteChunks.chunk(piece));
        }
        send("0\r\n\r\n".getBytes(ISO_8859_1));
    }

    /** Returns the whole response to a request that was sent. */
    ReceivedResponse response(RawRequest request) {
        try {
            MessageHead head = head();
            RawBodyReader body = body(request, head);
            byte[] bytes = body.rest();
            return new ReceivedResponse(head, bytes, body.isWhole()).watched();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns the next response to a request that was not {@code HEAD}; empty where the connection ends instead. */
    Optional<ReceivedResponse> nextResponse() {
        return maybeHead().map(head -> {
            try {
                RawBodyReader body = new RawBodyReader(in, head, -1);
                byte[] bytes = body.rest();
                return new ReceivedResponse(head, bytes, body.isWhole()).watched();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    /** Returns the head of the next response. */
    MessageHead head() {
        return maybeHead().orElseThrow(() -> new AssertionError("the connection ended before a head"));
    }

    /** Returns the head of the next response; empty where the connection ends instead. */
    Optional<MessageHead> maybeHead() {
        try {
            return MessageHead.read(in);
        } catch (java.net.SocketException _) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    RawBodyReader body(RawRequest request, MessageHead head) {
        boolean none = request.method().toUpperCase(Locale.ROOT).equals("HEAD")
                || head.startLine().contains(" 204 ");
        return new RawBodyReader(in, none ? new MessageHead(head.startLine(), List.of()) : head, none ? 0 : -1);
    }

    /** Returns whether the gateway has closed the connection, without any further byte; waits for what comes next. */
    boolean isClosedByGateway() {
        try {
            return in.read() < 0;
        } catch (java.net.SocketException _) {
            return true;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns whether the connection ends with a reset while the body behind {@code head} comes. */
    boolean isResetAfter(MessageHead head) {
        try {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return false;
        } catch (java.net.SocketException _) {
            return head.startLine().contains(" 200 ");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns whether nothing comes within a moment: for what must not come. */
    boolean isSilentFor(int millis) {
        try {
            socket.setSoTimeout(millis);
            in.mark(1);
            in.read();
            in.reset();
            return false;
        } catch (java.net.SocketTimeoutException _) {
            return true;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            restorePatience();
        }
    }

    /** Sends a few bytes and returns whether the gateway then neither responds nor closes for a moment. */
    boolean drips(byte[] little) {
        try {
            send(little);
            return isSilentFor(50);
        } catch (UncheckedIOException _) {
            return false;
        }
    }

    private void restorePatience() {
        try {
            socket.setSoTimeout(PATIENCE_MILLIS);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Closes the connection. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
