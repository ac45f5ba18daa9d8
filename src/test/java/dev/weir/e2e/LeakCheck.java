package dev.weir.e2e;

import io.quarkus.test.junit.callback.QuarkusTestAfterAllCallback;
import io.quarkus.test.junit.callback.QuarkusTestAfterEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestContext;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import java.util.List;

/**
 * Fails each booted test, whatever it is about, during which a gateway put a text of the tests' clients or upstreams
 * into a log line, an error response or its metrics. Quarkus finds it as a service.
 */
public final class LeakCheck implements QuarkusTestAfterEachCallback, QuarkusTestAfterAllCallback {
    /** Called by Quarkus. */
    public LeakCheck() {}

    @Override
    public void afterEach(QuarkusTestMethodContext context) {
        check();
    }

    @Override
    public void afterAll(QuarkusTestContext context) {
        check();
    }

    private static void check() {
        List<String> leaks = Canaries.leaks();
        if (!leaks.isEmpty()) {
            throw new AssertionError("texts of clients or upstreams in what the gateway writes: " + leaks);
        }
    }
}
