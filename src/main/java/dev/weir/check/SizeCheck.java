package dev.weir.check;

import dev.weir.settings.Finding;
import dev.weir.settings.WeirConfig;
import io.quarkus.runtime.configuration.MemorySize;
import java.util.ArrayList;
import java.util.List;

/** Checks that the sizes of request bodies fit into the heap. */
final class SizeCheck {
    private static final int MEBIBYTE = 1024 * 1024;

    private SizeCheck() {}

    /**
     * Returns a warning for each size that the heap, or a larger size, makes pointless.
     *
     * @param heap the most that this JVM takes, in bytes
     */
    static List<Finding> findings(WeirConfig config, long heap) {
        List<Finding> findings = new ArrayList<>();
        long maxSize = config.body().maxSize().asLongValue();
        long inFlight =
                config.body().maxInFlight().map(MemorySize::asLongValue).orElse(heap / WeirConfig.BODY_PART_OF_HEAP);
        if (inFlight > heap) {
            findings.add(Finding.warning(
                    "weir.body.max-in-flight",
                    shown(inFlight) + " is more than the heap of " + shown(heap),
                    "Lower it, or give the JVM more with JAVA_OPTS=-Xmx."));
        }
        if (maxSize > inFlight) {
            findings.add(Finding.warning(
                    "weir.body.max-size",
                    shown(maxSize) + " is more than all bodies together may hold (" + shown(inFlight)
                            + "), so the largest get a 529",
                    "Lower it, raise weir.body.max-in-flight, or give the JVM more with JAVA_OPTS=-Xmx."));
        }
        return findings;
    }

    private static String shown(long bytes) {
        return bytes / MEBIBYTE + "M";
    }
}
