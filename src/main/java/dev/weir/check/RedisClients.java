package dev.weir.check;

import dev.weir.settings.RedisSettings;
import io.quarkus.proxy.ProxyConfigurationRegistry;
import io.quarkus.proxy.runtime.ProxyConfigurationRecorder;
import io.quarkus.redis.runtime.client.VertxRedisClientFactory;
import io.quarkus.redis.runtime.client.config.RedisConfig;
import io.quarkus.runtime.RuntimeValue;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfig;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes Redis clients with the code of the gateway, in a process that is no Quarkus application. */
public final class RedisClients {
    private RedisClients() {}

    /**
     * Returns a factory of clients; connects nothing.
     *
     * @throws RedisSettingsException where the gateway could not make one
     */
    public static Supplier<Redis> of(Vertx vertx, RedisSettings settings) {
        try {
            TlsConfigurationRegistry tls = new TlsConfigurations(settings.tls(), vertx);
            ProxyConfigurationRegistry proxies = new ProxyConfigurationRecorder(new RuntimeValue<>(settings.proxies()))
                    .init()
                    .get();
            Supplier<Redis> clients = () -> VertxRedisClientFactory.create(
                    RedisConfig.DEFAULT_CLIENT_NAME, vertx, settings.redis(), tls, proxies);
            clients.get().close();
            return clients;
        } catch (RuntimeException e) { // whatever Quarkus and Vert.x complain with
            throw new RedisSettingsException(e);
        }
    }

    /** The configurations of {@code quarkus.tls}, each read when it is needed. */
    private record TlsConfigurations(TlsConfig settings, Vertx vertx) implements TlsConfigurationRegistry {
        @Override
        public Optional<TlsConfiguration> get(String name) {
            return Optional.ofNullable(settings.namedCertificateConfig().get(name))
                    .map(config -> new NamedTlsConfiguration(name, config, vertx));
        }

        @Override
        public Optional<TlsConfiguration> getDefault() {
            return settings.defaultCertificateConfig()
                    .map(config -> new NamedTlsConfiguration(TlsConfig.DEFAULT_NAME, config, vertx));
        }

        @Override
        public void register(String name, TlsConfiguration configuration) {
            throw new UnsupportedOperationException("commands register nothing");
        }
    }
}
