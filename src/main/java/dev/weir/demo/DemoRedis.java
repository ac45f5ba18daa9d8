package dev.weir.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import redis.embedded.RedisServer;

/** The demo's Redis: a child process that listens on 127.0.0.1 alone, keeps nothing and ends with this process. */
record DemoRedis(int port) {
    /**
     * Starts it on a free port.
     *
     * @return empty where it cannot run: its program needs glibc and libssl 3, and the library that contains it is only
     *     in the build, not in the packaged application
     */
    static Optional<DemoRedis> start() {
        try {
            int port = freePort();
            RedisServer server = RedisServer.newRedisServer()
                    .bind("127.0.0.1")
                    .port(port)
                    .setting("save \"\"")
                    .setting("appendonly no")
                    .build();
            server.start();
            return Optional.of(new DemoRedis(port));
        } catch (IOException | RuntimeException | NoClassDefFoundError _) {
            return Optional.empty();
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
