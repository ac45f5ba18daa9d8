package dev.weir.wiring;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.weir.audit.AuditLog;
import dev.weir.auth.Authenticator;
import dev.weir.body.BodyConfig;
import dev.weir.body.ByteRoom;
import dev.weir.console.recent.RecentExchanges;
import dev.weir.http.ConnectPage;
import dev.weir.http.Connections;
import dev.weir.http.HttpConfig;
import dev.weir.http.RequestIds;
import dev.weir.metering.Exemplars;
import dev.weir.metering.InFlight;
import dev.weir.metering.MetricHelp;
import dev.weir.metering.RecordedExchange;
import dev.weir.metering.ReloadMetrics;
import dev.weir.metering.UsageLog;
import dev.weir.metering.UsageMeter;
import dev.weir.metering.WeirMetrics;
import dev.weir.pipeline.Admission;
import dev.weir.pipeline.Completion;
import dev.weir.pipeline.Drain;
import dev.weir.pipeline.ExchangeRecorder;
import dev.weir.pipeline.IdentityResolver;
import dev.weir.pipeline.KeyShares;
import dev.weir.pipeline.LimitsEndpoint;
import dev.weir.pipeline.MessagesPipeline;
import dev.weir.pipeline.ModelsEndpoint;
import dev.weir.pipeline.RejectedKeys;
import dev.weir.pipeline.RequestReceiver;
import dev.weir.pipeline.ResponseRelay;
import dev.weir.pipeline.Stages;
import dev.weir.pipeline.UpstreamSender;
import dev.weir.quota.QuotaLimiter;
import dev.weir.quota.identity.NewSessions;
import dev.weir.quota.identity.NewUsers;
import dev.weir.relay.Relay;
import dev.weir.relay.RelayTimeouts;
import dev.weir.settings.WeirConfig;
import dev.weir.tracing.OtlpMetrics;
import dev.weir.tracing.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.prometheus.client.exemplars.ExemplarSampler;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the objects of the gateway: plain objects, made once, each from what it needs. */
final class Wiring {
    /** The default share of one key among several: one part in so many of all requests. */
    private static final int PART_OF_REQUESTS = 4;

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    @Named("request-ids")
    Supplier<String> requestIds() {
        return new RequestIds("wreq_");
    }

    @Produces
    BodyConfig bodyConfig(WeirConfig config) {
        return config.body();
    }

    @Produces
    HttpConfig httpConfig(WeirConfig config) {
        return config.http();
    }

    @Produces
    @Singleton
    ConnectPage connectPage(WeirConfig config) {
        return config.connectPage() ? ConnectPage.packaged() : ConnectPage.none();
    }

    @Produces
    RelayTimeouts relayTimeouts(WeirConfig config) {
        return config.timeout();
    }

    @Produces
    @Singleton
    ByteRoom bodyRoom(WeirConfig config) {
        return new ByteRoom(maxBodyBytes(config));
    }

    private static long maxBodyBytes(WeirConfig config) {
        return config.body()
                .maxInFlight()
                .map(MemorySize::asLongValue)
                .orElse(Runtime.getRuntime().maxMemory() / WeirConfig.BODY_PART_OF_HEAP);
    }

    @Produces
    @Singleton
    KeyShares keyShares(WeirConfig config, FilesInForce files, ByteRoom bodies) {
        int all = config.requests().maxInFlight();
        int part = Math.max(1, all / PART_OF_REQUESTS);
        IntSupplier mostRequests = config.requests()
                .maxInFlightPerKey()
                .<IntSupplier>map(most -> () -> most)
                .orElse(() -> files.policy().keyCount() > 1 ? part : all);
        long mostBytes = config.body()
                .maxInFlightPerKey()
                .map(MemorySize::asLongValue)
                .orElse(Math.max(config.body().maxSize().asLongValue(), maxBodyBytes(config) / 2));
        return new KeyShares(mostRequests, bodies, mostBytes);
    }

    @Produces
    @Singleton
    Admission admission(WeirConfig config, KeyShares shares) {
        return new Admission(config.requests().maxInFlight(), shares);
    }

    @Produces
    @Singleton
    AuditLog auditLog() {
        return AuditLog.toLogger();
    }

    @Produces
    @Singleton
    Drain drain(WeirConfig config, Admission admission, AuditLog audit) {
        return new Drain(admission, config.drain(), audit);
    }

    @Produces
    @Singleton
    MeterFilter metricHelp() {
        return new MetricHelp();
    }

    @Produces
    @Singleton
    WeirMetrics metrics(
            MeterRegistry registry,
            Admission admission,
            ByteRoom room,
            Connections connections,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        InFlight inFlight = new InFlight(
                admission::inFlight,
                admission::streamsInFlight,
                room::inFlight,
                connections::open,
                connections::closedAtOnce);
        return new WeirMetrics(registry, inFlight, version);
    }

    @Produces
    @Singleton
    UsageMeter usageMeter(
            WeirConfig config,
            FilesInForce files,
            WeirMetrics metrics,
            RecentExchanges recent,
            Optional<OtlpMetrics> otlp) {
        Optional<Consumer<RecordedExchange>> console =
                config.console().enabled() ? Optional.of(recent::add) : Optional.empty();
        return new UsageMeter(files::prices, metrics, UsageLog.toLogger(), console, otlp.map(sent -> sent));
    }

    @Produces
    @Singleton
    Completion completion(
            WeirConfig config, FilesInForce files, Admission admission, UsageMeter meter, Exemplars exemplars) {
        return new Completion(
                admission,
                new ExchangeRecorder(
                        exchange -> exemplars.during(exchange.ids(), () -> meter.record(exchange)), files::pseudonyms),
                config.timeout().clientStall());
    }

    @Produces
    @Singleton
    Exemplars exemplars(Clock clock) {
        return new Exemplars(clock);
    }

    /** Takes the place of the sampler of Quarkus, which has examples only inside of a span of OpenTelemetry. */
    @Produces
    @Alternative
    @Priority(1)
    Optional<ExemplarSampler> exemplarSampler(Exemplars exemplars) {
        return Optional.of(exemplars);
    }

    /** Made at the start, so that its series are there before the first reload. */
    @Produces
    @Singleton
    @Startup
    ReloadMetrics reloadMetrics(MeterRegistry registry, FilesInForce files) {
        return new ReloadMetrics(registry, files::isInForce);
    }

    @Produces
    @Singleton
    Relay relay(WeirConfig config) {
        return new Relay(config.relay(), config.timeout());
    }

    @Produces
    @Singleton
    Authenticator authenticator(FilesInForce files, Clock clock) {
        return new Authenticator(files::policy, clock);
    }

    @Produces
    @Singleton
    ResponseRelay responseRelay(Relay relay) {
        return new ResponseRelay(relay);
    }

    @Produces
    @Singleton
    IdentityResolver identities(NewUsers newUsers, NewSessions newSessions, WeirMetrics metrics) {
        return new IdentityResolver(newUsers, newSessions, metrics);
    }

    @Produces
    @Singleton
    Stages stages(
            Authenticator authenticator,
            Admission admission,
            RequestReceiver receiver,
            IdentityResolver identities,
            QuotaLimiter quota,
            UpstreamSender sender,
            ResponseRelay relay,
            AuditLog audit) {
        RejectedKeys rejected = new RejectedKeys(audit, System::nanoTime);
        return new Stages(authenticator, admission, receiver, identities, quota, sender, relay, rejected);
    }

    @Produces
    @Singleton
    MessagesPipeline pipeline(
            Stages stages,
            NewUsers newUsers,
            NewSessions newSessions,
            Completion completion,
            Traces traces,
            Clock clock) {
        return new MessagesPipeline(
                stages,
                new ModelsEndpoint(stages.sender(), stages.relay(), Ticker.systemTicker()),
                new LimitsEndpoint(newUsers, newSessions, stages.quota()),
                completion,
                traces,
                clock);
    }
}
