package dev.weir.wiring;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.weir.auth.Authenticator;
import dev.weir.body.BodyConfig;
import dev.weir.body.BodyRoom;
import dev.weir.http.Connections;
import dev.weir.http.HttpConfig;
import dev.weir.http.RequestIds;
import dev.weir.messages.RequestReader;
import dev.weir.metering.InFlight;
import dev.weir.metering.UsageLog;
import dev.weir.metering.UsageMeter;
import dev.weir.metering.WeirMetrics;
import dev.weir.pipeline.Admission;
import dev.weir.pipeline.BodyDeadline;
import dev.weir.pipeline.Books;
import dev.weir.pipeline.Conclusion;
import dev.weir.pipeline.Drain;
import dev.weir.pipeline.Intake;
import dev.weir.pipeline.LimitsEndpoint;
import dev.weir.pipeline.MessagesPipeline;
import dev.weir.pipeline.ModelsEndpoint;
import dev.weir.pipeline.Stages;
import dev.weir.quota.NewUsers;
import dev.weir.quota.QuotaLimiter;
import dev.weir.relay.Relay;
import dev.weir.settings.WeirConfig;
import dev.weir.upstream.UpstreamClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts the parts together: plain objects, made once, each from what it needs. */
final class Wiring {
    /** What bodies may hold where nothing is set: this part of the heap. */
    private static final int PART_OF_HEAP = 4;

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
    BodyRoom bodyRoom(WeirConfig config) {
        return new BodyRoom(config.body()
                .maxInFlight()
                .map(MemorySize::asLongValue)
                .orElse(Runtime.getRuntime().maxMemory() / PART_OF_HEAP));
    }

    @Produces
    @Singleton
    Admission admission(WeirConfig config) {
        return new Admission(config.requests().maxInFlight());
    }

    @Produces
    @Singleton
    Drain drain(WeirConfig config, Admission admission) {
        return new Drain(admission, config.drain());
    }

    @Produces
    @Singleton
    WeirMetrics metrics(
            MeterRegistry registry,
            Admission admission,
            BodyRoom room,
            Connections connections,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        InFlight inFlight = new InFlight(
                admission::inFlight,
                admission::streamsInFlight,
                room::inFlight,
                connections::open,
                connections::refused);
        return new WeirMetrics(registry, inFlight, version);
    }

    @Produces
    @Singleton
    Conclusion conclusion(
            FilesInForce files, Admission admission, QuotaLimiter quota, WeirMetrics metrics, Clock clock) {
        UsageMeter meter = new UsageMeter(files::prices, metrics, UsageLog.toLogger());
        return new Conclusion(admission, quota, new Books(meter, metrics, files::pseudonyms), clock);
    }

    @Produces
    @Singleton
    UpstreamClient upstreams(Vertx vertx, WeirConfig config, FilesInForce files) {
        return new UpstreamClient(vertx, config.timeout(), config.upstreams(), files.upstreamKeys());
    }

    @Produces
    @Singleton
    Intake intake(Vertx vertx, WeirConfig config, BodyRoom room) {
        long maxSize = config.body().maxSize().asLongValue();
        BodyDeadline pace = BodyDeadline.of(config.body());
        return new Intake(vertx, new RequestReader(config.validation(), maxSize), room, maxSize, pace);
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
    Stages stages(
            Authenticator authenticator,
            Intake intake,
            NewUsers newUsers,
            QuotaLimiter quota,
            UpstreamClient upstream,
            Relay relay) {
        return new Stages(authenticator, intake, newUsers, quota, upstream, relay);
    }

    @Produces
    @Singleton
    MessagesPipeline pipeline(Stages stages, Admission admission, Conclusion conclusion) {
        LimitsEndpoint limits = new LimitsEndpoint(stages.newUsers(), stages.quota());
        return new MessagesPipeline(stages, new ModelsEndpoint(Ticker.systemTicker()), limits, admission, conclusion);
    }
}
