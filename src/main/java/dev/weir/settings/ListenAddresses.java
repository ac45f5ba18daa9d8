package dev.weir.settings;

import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.quarkus.vertx.http.runtime.management.ManagementConfig;
import io.smallrye.config.SmallRyeConfig;
import java.util.List;
import java.util.regex.Pattern;

/** The addresses on which a gateway listens. */
public final class ListenAddresses {
    private ListenAddresses() {}

    /**
     * An address.
     *
     * @param setting the key of the port
     */
    public record Address(String setting, String host, int port) {
        private static final Pattern LOOPBACK =
                Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?(0{0,4}:){2,7}0{0,3}1]?", Pattern.CASE_INSENSITIVE);

        /** Returns whether only this machine reaches it; a name but {@code localhost} may be any address. */
        public boolean isLoopback() {
            return isLoopback(host);
        }

        /** Returns whether a host is {@code localhost} or a loopback address; no name is resolved. */
        public static boolean isLoopback(String host) {
            return LOOPBACK.matcher(host).matches();
        }
    }

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
