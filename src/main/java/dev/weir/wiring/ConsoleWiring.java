package dev.weir.wiring;

import dev.weir.check.StartCheck;
import dev.weir.console.ConsoleSetup;
import dev.weir.console.history.History;
import dev.weir.console.recent.RecentExchanges;
import dev.weir.console.view.ConsoleSources;
import dev.weir.console.view.ConsoleSources.FilesShown;
import dev.weir.console.view.LimitsInRedis;
import dev.weir.console.view.Replica;
import dev.weir.metering.UsageMeter;
import dev.weir.metering.WeirMetrics;
import dev.weir.pipeline.Drain;
import dev.weir.quota.GuardedStore;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import dev.weir.settings.SettingsInForce;
import dev.weir.settings.SettingsLocation;
import dev.weir.settings.WeirConfig;
import dev.weir.upstream.keys.KeyPool;
import io.smallrye.config.SmallRyeConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Gives the console what it shows. */
final class ConsoleWiring {
    @Produces
    @Singleton
    RecentExchanges recentExchanges() {
        return new RecentExchanges();
    }

    @Produces
    @Singleton
    Replica replica(@ConfigProperty(name = "quarkus.application.version") String version) {
        return new Replica(
                hostName(),
                ProcessHandle.current().pid(),
                version,
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()));
    }

    /** Reads by the script of {@code GET /weir/limits}, behind the same deadline and circuit breaker. */
    @Produces
    @Singleton
    LimitsInRedis limitsReader(GuardedStore store) {
        return (team, plan, userHash) ->
                store.query(redis -> redis.snapshot(new Subject(team.name(), userHash), Terms.of(plan, team)));
    }

    @Produces
    @Singleton
    ConsoleSources consoleSources(
            WeirConfig config,
            FilesShown files,
            WeirMetrics metrics,
            RecentExchanges recent,
            LimitsInRedis limits,
            KeyPool keys,
            UsageMeter usage,
            Drain drain,
            Replica replica,
            Clock clock) {
        return new ConsoleSources(
                config,
                files,
                metrics::read,
                new History(),
                recent,
                limits,
                keys::statuses,
                usage::unpricedModels,
                () -> SettingsInForce.of(ConfigProvider.getConfig().unwrap(SmallRyeConfig.class)),
                () -> StartCheck.of(SettingsLocation.ofProcess(), clock).findings(),
                drain::hasBegun,
                replica,
                clock);
    }

    @Produces
    @Singleton
    FilesShown filesShown(FilesInForce files, FileChanges changes) {
        return new FilesShown(files::policy, files::prices, files::pseudonyms, () -> changes.statuses(files.faults()));
    }

    @Produces
    @Singleton
    ConsoleSetup consoleSetup(
            WeirConfig config,
            FilesInForce files,
            ConsoleSources sources,
            @ConfigProperty(name = "quarkus.management.host") String managementHost) {
        return new ConsoleSetup(config.console().enabled(), files::consolePassword, managementHost, sources);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "this host";
        }
    }
}
