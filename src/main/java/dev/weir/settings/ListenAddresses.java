package dev.weir.settings;

import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.quarkus.vertx.http.runtime.management.ManagementConfig;
import io.smallrye.config.SmallRyeConfig;
import java.util.List;

/** The addresses on which a gateway listens. */
public final class ListenAddresses {
    private ListenAddresses() {}

    /**
     * An address.
     *
     * @param setting the key of the port
     */
    public record Address(String setting, String host, int port) {}

    /** Returns the data port and the management port, for valid settings. */
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
