package dev.weir.e2e;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A gateway with a console that asks for a password. */
public final class ConsoleProfile implements QuarkusTestProfile {
    static final String PASSWORD = "console-password-canary";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("weir.console.enabled", "true", "weir.console.password", PASSWORD);
    }
}
