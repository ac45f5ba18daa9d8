package dev.weir.e2e;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Starts the environment of a gateway before it boots, and hands it to the tests. */
public final class GatewayEnvironmentResource implements QuarkusTestResourceLifecycleManager {
    private final GatewayEnvironment world;

    /** Called by Quarkus. */
    public GatewayEnvironmentResource() {
        world = new GatewayEnvironment();
    }

    @Override
    public Map<String, String> start() {
        return world.settings();
    }

    @Override
    public void inject(TestInjector injector) {
        world.logs().attach();
        injector.injectIntoFields(world, field -> field.getType().equals(GatewayEnvironment.class));
    }

    @Override
    public void stop() {
        world.close();
    }
}
