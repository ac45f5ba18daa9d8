package dev.weir.command;

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

/** Makes clients of Redis by the code that makes the gateway's, in a process that is no Quarkus application. */
final class RedisClients {
    private RedisClients() {}

    /**
     * Returns what makes a client; connects nothing.
     *
     * @throws UnusableSettings where the gateway could not make one
     */
    static Supplier<Redis> of(Vertx vertx, RedisSettings settings) {
        try {
            TlsConfigurationRegistry tls = new Buckets(settings.tls(), vertx);
            ProxyConfigurationRegistry proxies = new ProxyConfigurationRecorder(new RuntimeValue<>(settings.proxies()))
                    .init()
                    .get();
            Supplier<Redis> clients = () -> VertxRedisClientFactory.create(
                    RedisConfig.DEFAULT_CLIENT_NAME, vertx, settings.redis(), tls, proxies);
            clients.get().close();
            return clients;
        } catch (RuntimeException e) { // whatever Quarkus and Vert.x complain with
            throw new UnusableSettings(e);
        }
    }

    /** Those of {@code quarkus.tls}, each read when it is asked for. */
    private record Buckets(TlsConfig settings, Vertx vertx) implements TlsConfigurationRegistry {
        @Override
        public Optional<TlsConfiguration> get(String name) {
            return Optional.ofNullable(settings.namedCertificateConfig().get(name))
                    .map(bucket -> new TlsBucket(name, bucket, vertx));
        }

        @Override
        public Optional<TlsConfiguration> getDefault() {
            return settings.defaultCertificateConfig()
                    .map(bucket -> new TlsBucket(TlsConfig.DEFAULT_NAME, bucket, vertx));
        }

        @Override
        public void register(String name, TlsConfiguration configuration) {
            throw new UnsupportedOperationException("commands register nothing");
        }
    }
}
