package dev.weir.e2e;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Starts the environment of a gateway before it boots, and hands it to the tests. */
public final class GatewayEnvironmentResource implements QuarkusTestResourceLifecycleManager {
    private final GatewayEnvironment environment;

    /** Called by Quarkus. */
    public GatewayEnvironmentResource() {
        environment = new GatewayEnvironment();
    }

    @Override
    public Map<String, String> start() {
        return environment.settings();
    }

    @Override
    public void inject(TestInjector injector) {
        environment.logs().attach();
        injector.injectIntoFields(environment, field -> field.getType().equals(GatewayEnvironment.class));
    }

    @Override
    public void stop() {
        environment.close();
    }
}
