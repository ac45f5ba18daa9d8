package dev.weir.http;

import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A process that uses up its memory, of the kind that its argument names, and prints a line if it is not ended. */
final class MemoryEater {
    private static final int BYTES = 1024 * 1024;
    private static final List<Object> EATEN = new ArrayList<>();

    private MemoryEater() {}

    public static void main(String[] args) {
        try {
            if (args[0].equals("heap")) {
                eatHeap();
            } else {
                eatDirectMemory();
            }
        } catch (OutOfMemoryError _) {
            System.out.println("still here");
        }
    }

    private static void eatHeap() {
        while (true) {
            EATEN.add(new byte[BYTES]);
        }
    }

    private static void eatDirectMemory() {
        EmbeddedChannel connection = new EmbeddedChannel();
        connection
                .pipeline()
                .addFirst(new ConnectionDeadlines(
                        connection, Duration.ofSeconds(10), Duration.ofSeconds(10), System::nanoTime));
        try {
            while (true) {
                EATEN.add(ByteBuffer.allocateDirect(BYTES));
            }
        } catch (OutOfMemoryError exhausted) {
            connection.pipeline().fireExceptionCaught(exhausted);
            throw exhausted;
        }
    }
}
