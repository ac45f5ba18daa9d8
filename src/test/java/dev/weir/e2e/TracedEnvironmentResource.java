package dev.weir.e2e;

import dev.weir.tracing.OtlpReceiver;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/**
 * A gateway whose traces and metrics go to a receiver of the test, with the console on, a second attempt at the
 * upstream, and teams with limits.
 */
public final class TracedEnvironmentResource implements QuarkusTestResourceLifecycleManager {
    /** Allowed one request per minute. */
    static final String RATE = "e2e-key-rate-canary-0021";

    /** Allowed a hundred-thousandth of a dollar per day. */
    static final String SPENT = "e2e-key-spent-canary-0022";

    private final GatewayEnvironment environment = new GatewayEnvironment();
    private final OtlpReceiver traces = new OtlpReceiver();

    /** Called by Quarkus. */
    public TracedEnvironmentResource() {
        environment.files().writePolicy(policy());
    }

    private static String policy() {
        return OperatorFiles.policyText().replaceFirst("plans:\n", """
                        plans:
                          rate: { user: { requests-per-minute: 1 } }
                          spent: { user: { usd-per-day: 0.00001 } }
                        """).replaceFirst("teams:\n", """
                        teams:
                          rate-team: { plan: rate, upstream: scripted, keys: [%s] }
                          spent-team: { plan: spent, upstream: scripted, keys: [%s] }
                        """.formatted(
                        OperatorFiles.key("rate", RATE, ""), OperatorFiles.key("spent", SPENT, "")));
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(environment.settings());
        settings.put("weir.traces.endpoint", traces.url().toString());
        settings.put("weir.retry.max-attempts", "2");
        settings.put("weir.console.enabled", "true");
        settings.put("weir.console.password", ConsoleProfile.PASSWORD);
        return settings;
    }

    @Override
    public void inject(TestInjector injector) {
        environment.logs().attach();
        injector.injectIntoFields(environment, field -> field.getType().equals(GatewayEnvironment.class));
        injector.injectIntoFields(traces, field -> field.getType().equals(OtlpReceiver.class));
    }

    @Override
    public void stop() {
        environment.close();
        traces.close();
    }
}
