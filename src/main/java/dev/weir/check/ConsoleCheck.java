package dev.weir.check;

import dev.weir.reload.WatchedSecret;
import dev.weir.settings.Finding;
import dev.weir.settings.ListenAddresses;
import dev.weir.settings.ListenAddresses.Address;
import dev.weir.settings.SettingsLocation;
import dev.weir.settings.WeirConfig.ConsoleConfig;
import java.util.List;

/** Checks who could read the console. */
final class ConsoleCheck {
    private static final String PASSWORD = "weir.console.password";
    private static final String REMEDY =
            "Set WEIR_CONSOLE_PASSWORD, or file:<path>. A good one: openssl rand -base64 24";

    private ConsoleCheck() {}

    /** Returns the faults of the console's settings, for valid settings; none where it is off. */
    static List<Finding> findings(ConsoleConfig console, SettingsLocation location) {
        if (!console.enabled()) {
            return List.of();
        }
        String password = location.secret(console.password().orElse(""));
        if (!password.isBlank()) {
            return UpstreamCheck.secret(PASSWORD, new WatchedSecret(PASSWORD, password), REMEDY);
        }
        Address management = ListenAddresses.of(location).getLast();
        return management.isLoopback()
                ? List.of()
                : List.of(Finding.fault(
                        PASSWORD,
                        "missing, and the management port listens on " + management.host()
                                + ", so that anybody who reaches it could read the console",
                        REMEDY + ". Or set quarkus.management.host to 127.0.0.1."));
    }
}
