package dev.weir.settings;

import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.quarkus.vertx.http.runtime.management.ManagementConfig;
import io.smallrye.config.SmallRyeConfig;
import java.util.List;

/** Where a gateway listens. */
public final class ListenAddresses {
    private ListenAddresses() {}

    /**
     * One of them.
     *
     * @param setting the key that sets the port
     */
    public record Address(String setting, String host, int port) {}

    /** Returns the data port and the management port, once the settings are known to be good. */
    public static List<Address> of(SettingsLocation location) {
        SmallRyeConfig values = SettingsReader.sources(location)
                .withMapping(VertxHttpConfig.class)
                .withMapping(ManagementConfig.class)
                .withMappingIgnore("quarkus.**")
                .build();
        VertxHttpConfig data = values.getConfigMapping(VertxHttpConfig.class);
        ManagementConfig management = values.getConfigMapping(ManagementConfig.class);
        return List.of(
                new Address("quarkus.http.port", data.host(), data.port()),
                new Address("quarkus.management.port", management.host(), management.port()));
    }
}
