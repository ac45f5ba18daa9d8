package dev.weir.e2e;

import dev.weir.tracing.OtlpReceiver;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/** A gateway whose traces go to a receiver of the test. */
public final class TracedEnvironmentResource implements QuarkusTestResourceLifecycleManager {
    private final GatewayEnvironment environment = new GatewayEnvironment();
    private final OtlpReceiver traces = new OtlpReceiver();

    /** Called by Quarkus. */
    public TracedEnvironmentResource() {}

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(environment.settings());
        settings.put("weir.traces.endpoint", traces.url().toString());
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
