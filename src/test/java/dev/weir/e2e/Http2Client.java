package dev.weir.e2e;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** One HTTP/2 connection of a client that sends any frames and sees every frame. */
final class Http2Client implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    static final int ACK = 1;
    private static final int PRIORITY = 32;
    private static final int PRIORITY_BYTES = 5;

    private final SSLSocket socket;
    private final DataInputStream in;
    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
    private final Map<Integer, Http2Headers> heads = new HashMap<>();
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();

    Http2Client(Tls tls) {
        try {
            socket = (SSLSocket) tls.context().getSocketFactory().createSocket("127.0.0.1", tls.port());
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(15_000);
            socket.startHandshake();
            if (!socket.getApplicationProtocol().equals("h2")) {
                throw new AssertionError("no HTTP/2 but " + socket.getApplicationProtocol());
            }
            in = new DataInputStream(socket.getInputStream());
            write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            send(SETTINGS, 0, 0, new byte[0]);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A frame as it came. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Frame(int type, int flags, int stream, byte[] payload) {
        /** Returns the error code of RST_STREAM or GOAWAY. */
        int code() {
            return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
        }

        boolean is(int expected, int onStream) {
            return type == expected && stream == onStream;
        }
    }

    /** Sends the head of a request, in one frame. */
    void request(int stream, RawRequest request, int flags) {
        send(HEADERS, END_HEADERS | flags, stream, block(request));
    }

    /** Returns the head of a request as HPACK has it. */
    byte[] block(RawRequest request) {
        Http2Headers headers = new DefaultHttp2Headers()
                .method(request.method())
                .path(request.target())
                .scheme("https")
                .authority("gateway.test");
        request.fields().forEach(field -> headers.add(field.name(), field.value()));
        ByteBuf block = Unpooled.buffer();
        try {
            encoder.encodeHeaders(1, headers, block);
        } catch (Http2Exception failure) {
            throw new IllegalStateException(failure);
        }
        return ByteBufUtil.getBytes(block);
    }

    void send(int type, int flags, int stream, byte[] payload) {
        byte[] frame = new byte[9 + payload.length];
        ByteBuffer.wrap(frame)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload);
        try {
            write(frame);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Returns the next frame; empty where the connection ends instead. */
    Optional<Frame> next() {
        try {
            int lengthAndType = in.readInt();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = new byte[lengthAndType >>> 8];
            in.readFully(payload);
            Frame frame = new Frame(lengthAndType & 0xff, flags, stream, payload);
            if (frame.type() == HEADERS) {
                read(frame);
            }
            return Optional.of(frame);
        } catch (EOFException | SocketException _) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns the next frame that is meant, and drops those before it. */
    Frame await(Predicate<Frame> meant) {
        for (Optional<Frame> frame = next(); frame.isPresent(); frame = next()) {
            if (meant.test(frame.get())) {
                return frame.get();
            }
        }
        throw new AssertionError("the connection ended before the frame");
    }

    /** Returns the head of the response on a stream. */
    Http2Headers head(int stream) {
        for (Http2Headers head = heads.get(stream); ; head = heads.get(stream)) {
            if (head != null) {
                return head;
            }
            if (next().isEmpty()) {
                throw new AssertionError("the connection ended before the head");
            }
        }
    }

    /** Every head has to be read, in its order: they share one table of what was said before. */
    private void read(Frame frame) {
        int skipped = (frame.flags() & PRIORITY) == 0 ? 0 : PRIORITY_BYTES;
        byte[] payload = frame.payload();
        try {
            heads.put(
                    frame.stream(),
                    decoder.decodeHeaders(
                            frame.stream(), Unpooled.wrappedBuffer(payload, skipped, payload.length - skipped)));
        } catch (Http2Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
