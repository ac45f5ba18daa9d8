package dev.weir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that nobody listens on, for servers that a test starts, and for clients that must find nobody.
 *
 * <p>They are outside the range from which the system itself gives ports, on Linux from 32,768 on. One of that range
 * may go to any client or server between its choice and its use. A client that connects to it may even connect to
 * itself.
 */
public final class FreePorts {
    static final int FIRST = 12_000;

    /** A node of a Redis Cluster also listens 10,000 above its port: neither the system nor this class gives those. */
    static final int LAST = 21_999;

    private static final int COUNT = LAST - FIRST + 1;

    /** The state is kept in system properties: for each gateway that boots, this class is loaded once more. */
    private static final String START = "weir-test.ports-start";

    private static final String TRIED = "weir-test.ports-tried";

    private FreePorts() {}

    /**
     * Returns a port from 12,000 to 21,999 that nobody listens on, on any address of this machine. This process gets
     * none twice; two at the same time begin at random places. Safe for any thread.
     *
     * @throws IllegalStateException when all have been tried
     */
    public static int next() {
        int port = untried();
        while (!isFree(port)) {
            port = untried();
        }
        return port;
    }

    private static int untried() {
        Properties shared = System.getProperties();
        Object start = shared.computeIfAbsent(
                START, _ -> String.valueOf(ThreadLocalRandom.current().nextInt(COUNT)));
        Object tried = shared.merge(TRIED, "1", (before, _) -> String.valueOf(Integer.parseInt((String) before) + 1));
        int count = Integer.parseInt((String) tried);
        if (count > COUNT) {
            throw new IllegalStateException("all ports from " + FIRST + " to " + LAST + " have been tried");
        }
        return FIRST + (Integer.parseInt((String) start) + count) % COUNT;
    }

    private static boolean isFree(int port) {
        return canListen(new InetSocketAddress(port))
                && canListen(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private static boolean canListen(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
