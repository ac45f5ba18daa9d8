package dev.weir.settings;

import dev.weir.body.BodyConfig;
import dev.weir.http.HttpConfig;
import dev.weir.messages.Validation;
import dev.weir.metering.UsageLogConfig;
import dev.weir.pipeline.DrainConfig;
import dev.weir.pricing.PriceFile;
import dev.weir.quota.QuotaConfig;
import dev.weir.quota.identity.IdentityConfig;
import dev.weir.relay.RelayConfig;
import dev.weir.relay.RelayTimeouts;
import dev.weir.tracing.TracesConfig;
import dev.weir.upstream.HeadersConfig;
import dev.weir.upstream.UpstreamConfig;
import dev.weir.upstream.UpstreamTimeouts;
import dev.weir.upstream.keys.BreakerConfig;
import dev.weir.upstream.retry.RetryConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * All settings below {@code weir}; each feature's part is an interface in its package.
 *
 * <p>An unknown {@code weir.*} key or a bad value stops the start.
 */
@ConfigMapping(prefix = "weir")
public interface WeirConfig {
    /** The default of {@code weir.body.max-in-flight}: one part in so many of the heap. */
    int BODY_PART_OF_HEAP = 4;

    /** Teams, keys and plans; followed while Weir runs. */
    @WithDefault("config/policy.yaml")
    Path policyFile();

    /**
     * Prices of tokens; followed while Weir runs. If the file is missing at its default place, the packaged table
     * applies.
     */
    @WithDefault(PriceFile.DEFAULT_PATH)
    Path pricesFile();

    /**
     * The secret under which users are hashed in logs and in Redis: 32 characters or more, the same on all replicas, or
     * {@code file:<path>}.
     */
    Optional<String> pseudonymKey();

    /** How much of a body Weir checks itself. */
    @WithDefault("required")
    Validation validation();

    /** Connections on the data port. */
    HttpConfig http();

    /** Which headers pass. */
    HeadersConfig headers();

    /** Request bodies. */
    BodyConfig body();

    /** Requests as a whole. */
    RequestsConfig requests();

    /** When a request is sent upstream again. */
    RetryConfig retry();

    /** When the circuit breakers of upstreams and keys open. */
    BreakerConfig breaker();

    /** Timeouts. */
    TimeoutConfig timeout();

    /** How responses are relayed. */
    RelayConfig relay();

    /** How limits are counted. */
    QuotaConfig quota();

    /** Which users keys may name. */
    IdentityConfig identity();

    /** How the usage log is written. */
    UsageLogConfig usageLog();

    /** Where traces go. */
    TracesConfig traces();

    /** How Weir shuts down. */
    DrainConfig drain();

    /** Whether {@code GET /weir} shows callers how to use this gateway. */
    @WithDefault("true")
    boolean connectPage();

    /** The console on the management port. */
    ConsoleConfig console();

    /** Where requests are sent, by a name of the operator's choice. */
    Map<String, UpstreamConfig> upstreams();

    /** The part {@code weir.requests}. */
    interface RequestsConfig {
        /** Requests served at the same time; more get a 529. */
        @WithDefault("10000")
        @Min(1)
        int maxInFlight();

        /**
         * Requests of one key at the same time; more get a 529. Absent: a quarter, all where the policy has one key.
         */
        Optional<@Min(1) Integer> maxInFlightPerKey();
    }

    /** The part {@code weir.console}. */
    interface ConsoleConfig {
        /** Whether the management port serves {@code /console}. */
        @WithDefault("false")
        boolean enabled();

        /**
         * The password of the console, or {@code file:<path>}. Absent: everybody who reaches the management port sees
         * it, which starts only where that listens on a loopback address.
         */
        Optional<String> password();
    }

    /** The part {@code weir.timeout}: what {@code upstream} and {@code relay} wait for. */
    interface TimeoutConfig extends UpstreamTimeouts, RelayTimeouts {}
}
