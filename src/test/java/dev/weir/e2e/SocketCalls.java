package dev.weir.e2e;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * Counts how often event loops of this process write to sockets and read from them. The JVM's flight recorder makes an
 * event for each system call, so that nothing is put between the gateway and its connections.
 */
final class SocketCalls implements AutoCloseable {
    private static final String WRITE = "jdk.SocketWrite";
    private static final String READ = "jdk.SocketRead";

    private final Recording recording = new Recording();
    private final Vertx vertx;

    private SocketCalls(Vertx vertx) {
        this.vertx = vertx;
        for (String event : List.of(WRITE, READ)) {
            recording
                    .enable(event)
                    .withThreshold(Duration.ZERO)
                    .withoutStackTrace()
                    .with("throttle", "off");
        }
        recording.start();
    }

    /** Begins to count. */
    static SocketCalls record(Vertx vertx) {
        return new SocketCalls(vertx);
    }

    /** Ends the count and returns it. */
    Counted stop() {
        awaitEvents();
        recording.stop();
        try {
            Path file = Files.createTempFile("weir-socket-calls", ".jfr");
            recording.dump(file);
            List<RecordedEvent> all = RecordingFile.readAllEvents(file);
            Files.delete(file);
            return new Counted(all);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A peer may have bytes before the event of their write is made; the next turn of the event loop is after it. */
    @SuppressWarnings("deprecation") // the only way to all event loops of Vert.x 4
    private void awaitEvents() {
        for (EventExecutor eventLoop : vertx.nettyEventLoopGroup()) {
            eventLoop.submit(() -> {}).syncUninterruptibly();
        }
    }

    @Override
    public void close() {
        recording.close();
    }

    /** The calls of a time. */
    record Counted(List<RecordedEvent> events) {
        Counted {
            events = List.copyOf(events);
        }

        /** Returns how many writes sent bytes to the peer at a port. */
        int writesTo(int port) {
            return count(WRITE, "bytesWritten", port);
        }

        /** Returns how many reads brought bytes from the peer at a port. */
        int readsFrom(int port) {
            return count(READ, "bytesRead", port);
        }

        private int count(String event, String bytes, int port) {
            return Math.toIntExact(events.stream()
                    .filter(call -> call.getEventType().getName().equals(event))
                    .filter(call -> call.getInt("port") == port && call.getLong(bytes) > 0)
                    .filter(call -> call.getThread().getJavaName().startsWith("vert.x-eventloop-thread"))
                    .count());
        }
    }
}
