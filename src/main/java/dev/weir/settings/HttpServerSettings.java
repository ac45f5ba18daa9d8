package dev.weir.settings;

import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.smallrye.config.SmallRyeConfig;

/**
 * What Quarkus is told about the data port beside its address.
 *
 * @param maxBodySize the bytes of a body beyond which Quarkus itself rejects a request
 * @param hasAccessLog whether Quarkus logs each request
 */
public record HttpServerSettings(long maxBodySize, boolean hasAccessLog) {
    /** Returns them, once the settings are known to be good. */
    public static HttpServerSettings of(SettingsLocation location) {
        SmallRyeConfig values = SettingsReader.sources(location)
                .withMapping(VertxHttpConfig.class)
                .withMappingIgnore("quarkus.**")
                .build();
        VertxHttpConfig http = values.getConfigMapping(VertxHttpConfig.class);
        return new HttpServerSettings(
                http.limits().maxBodySize().map(size -> size.asLongValue()).orElse(Long.MAX_VALUE),
                http.accessLog().enabled());
    }
}
