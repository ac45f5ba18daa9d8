package dev.weir.e2e;

import dev.weir.console.ConsoleSetup;
import dev.weir.console.view.ConsoleSources;
import dev.weir.console.view.ConsoleSources.FilesShown;
import dev.weir.reload.SecretValue;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.vertx.core.Context;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** A console that notes what its pages read on which thread. */
@Alternative
@Singleton
public class WatchedConsole {
    private static final Queue<Read> READS = new ConcurrentLinkedQueue<>();

    /** One read: what was read, and on which thread. */
    record Read(String what, String thread, boolean isOnEventLoop) {}

    /** Called by Quarkus. */
    public WatchedConsole() {}

    /** The settings of {@link ConsoleProfile} with this in place of the console's own sources. */
    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return new ConsoleProfile().getConfigOverrides();
        }

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(WatchedConsole.class);
        }
    }

    /** Forgets what was read so far. */
    static void clear() {
        READS.clear();
    }

    static List<Read> reads() {
        return List.copyOf(READS);
    }

    /** Called by Quarkus in place of the console's own. */
    @Produces
    @Singleton
    ConsoleSetup setup(ConsoleSources sources) {
        return new ConsoleSetup(
                true, () -> Optional.of(new SecretValue(ConsoleProfile.PASSWORD)), "127.0.0.1", watched(sources));
    }

    private static ConsoleSources watched(ConsoleSources sources) {
        return new ConsoleSources(
                sources.config(),
                new FilesShown(
                        noted("policy", sources.files().policy()),
                        noted("prices", sources.files().prices()),
                        noted("pseudonyms", sources.files().pseudonyms()),
                        noted("reloads", sources.files().reloads())),
                noted("meters", sources.meters()),
                sources.history(),
                sources.recent(),
                (team, plan, userHash) -> {
                    note("Redis");
                    return sources.limits().read(team, plan, userHash);
                },
                noted("keys", sources.keys()),
                noted("unpriced", sources.unpriced()),
                noted("settings", sources.settings()),
                noted("findings", sources.findings()),
                () -> {
                    note("drain");
                    return sources.isDraining().getAsBoolean();
                },
                sources.replica(),
                sources.clock());
    }

    private static <T> Supplier<T> noted(String what, Supplier<T> source) {
        return () -> {
            note(what);
            return source.get();
        };
    }

    private static void note(String what) {
        READS.add(new Read(what, Thread.currentThread().getName(), Context.isOnEventLoopThread()));
    }
}
