package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    private static final Path RANGE_OF_THE_SYSTEM = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final int CLUSTER_DISTANCE = 10_000;

    /** Source: Linux, ip-sysctl: the default of {@code ip_local_port_range}. */
    private static final int USUAL_FIRST = 32_768;

    @Test
    void givesNoneTwice() {
        List<Integer> ports =
                IntStream.range(0, 50).mapToObj(_ -> FreePorts.next()).toList();

        assertThat(ports).doesNotHaveDuplicates().allMatch(port -> port >= FreePorts.FIRST && port <= FreePorts.LAST);
    }

    /** As Quarkus does, once for each gateway that boots. */
    @Test
    void goesOnWhereItIsLoadedAgain() throws Exception {
        URL classes = FreePorts.class.getProtectionDomain().getCodeSource().getLocation();
        int first = FreePorts.next();
        List<Integer> distances = new ArrayList<>();
        try (URLClassLoader another = new URLClassLoader(new URL[] {classes}, null)) {
            Method again = another.loadClass(FreePorts.class.getName()).getMethod("next");

            for (int at = 0; at < 5; at++) {
                distances.add(distance(first, (int) again.invoke(null)));
                distances.add(distance(first, FreePorts.next()));
            }

            assertThat(again.getDeclaringClass()).isNotEqualTo(FreePorts.class);
        }
        assertThat(distances).doesNotContain(0).doesNotHaveDuplicates().isSorted();
    }

    /** Returns how many ports one is behind another, of which the first follows the last. */
    private static int distance(int from, int port) {
        return Math.floorMod(port - from, FreePorts.LAST - FreePorts.FIRST + 1);
    }

    @Test
    void givesNoneThatTheSystemGives() throws IOException {
        assumeThat(RANGE_OF_THE_SYSTEM).exists();

        int first;
        try (Scanner range = new Scanner(Files.newBufferedReader(RANGE_OF_THE_SYSTEM))) {
            first = range.nextInt();
        }

        assumeThat(first).as("the system's first, on this machine").isGreaterThanOrEqualTo(USUAL_FIRST);
        assertThat(FreePorts.LAST + CLUSTER_DISTANCE).isLessThan(first);
        assertThat(FreePorts.FIRST + CLUSTER_DISTANCE).isGreaterThan(FreePorts.LAST);
    }

    @Test
    void passesOverAPortThatSomebodyListensOn() throws IOException {
        int before = FreePorts.next();
        int following = before < FreePorts.LAST ? before + 1 : FreePorts.FIRST;
        try (ServerSocket _ = new ServerSocket(following, 1, InetAddress.getLoopbackAddress())) {
            int port = FreePorts.next();

            assertThat(port).isNotIn(before, following);
        }
    }
}
