package dev.weir.command;

import dev.weir.check.RedisProbe;
import dev.weir.check.RedisProbe.Result;
import dev.weir.check.StartCheck;
import dev.weir.check.UpstreamProbe;
import dev.weir.policy.Policy;
import dev.weir.settings.Finding;
import dev.weir.settings.RedisSettings;
import dev.weir.settings.SettingsLocation;
import dev.weir.settings.ShownUrl;
import dev.weir.settings.WeirConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks settings, policy, prices, Redis and upstreams without serving, and reports all faults at once. */
@Command(
        name = "check",
        description = "Check settings, policy, prices, Redis and upstreams without serving; all faults at once.")
public final class CheckCommand implements Callable<Integer> {
    private static final Duration REDIS_PATIENCE = Duration.ofSeconds(5);
    private static final Duration UPSTREAM_PATIENCE = Duration.ofSeconds(10);

    private final CommandContext context;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(names = "--offline", description = "Check files, settings and secrets only; connect to nothing.")
    private boolean isOffline;

    public CheckCommand(CommandContext context) {
        this.context = context;
    }

    /**
     * Runs the command; {@link ExitCode#FAULTY} where Weir would not start, would reach no upstream, or could not
     * count limits that the policy has. Blocks.
     */
    @Override
    public Integer call() {
        SettingsLocation location = config.location(context);
        StartCheck check = StartCheck.of(location, Clock.systemUTC());
        List<Finding> findings = new ArrayList<>(check.findings());
        Optional<Result> redis = Optional.empty();
        if (!isOffline) {
            check.config().ifPresent(settings -> findings.addAll(upstreams(settings, location, findings)));
            redis = check.redis().map(settings -> probe(settings, check.policy()));
            redis.ifPresent(result -> findings.addAll(result.findings()));
        }
        findings.forEach(finding -> finding.print(context.out()));
        check.config().ifPresent(settings -> printGood(settings, findings, location));
        redis.flatMap(Result::server)
                .ifPresent(server -> context.out()
                        .println("good    " + RedisSettings.SUBJECT + ": reached "
                                + check.redis().map(RedisSettings::shownHosts).orElse("") + " (" + server + ")"));
        int faults = Finding.faults(findings).size();
        String result = faults == 0 ? "No faults" : counted(faults);
        context.out().println(result + " (working directory: " + context.directory() + ")");
        return faults == 0 ? ExitCode.GOOD : ExitCode.FAULTY;
    }

    /** Returns the number of faults as text. */
    static String counted(long faults) {
        return faults == 1 ? "1 fault" : faults + " faults";
    }

    /** Probes Redis; without limits in the policy its findings are warnings, as Weir starts without Redis. */
    private static Result probe(RedisSettings settings, Optional<Policy> policy) {
        boolean isNeeded = policy.map(Policy::limitsAnybody).orElse(false);
        Finding.Severity severity = isNeeded ? Finding.Severity.FAULT : Finding.Severity.WARNING;
        return new RedisProbe(settings, severity, REDIS_PATIENCE, Clock.systemUTC()).run();
    }

    /** Probes the upstreams whose settings have no faults. */
    private static List<Finding> upstreams(WeirConfig config, SettingsLocation location, List<Finding> findings) {
        UpstreamProbe probe = new UpstreamProbe(config.timeout(), UPSTREAM_PATIENCE);
        return new TreeMap<>(location.upstreams(config))
                .entrySet().stream()
                        .filter(upstream -> isReachable("weir.upstreams." + upstream.getKey(), findings))
                        .flatMap(upstream -> probe.findings(upstream.getKey(), upstream.getValue()).stream())
                        .toList();
    }

    private static boolean isReachable(String upstream, List<Finding> findings) {
        Set<String> needed = Set.of(upstream + ".url", upstream + ".proxy", upstream + ".trust");
        return findings.stream().map(Finding::subject).noneMatch(needed::contains);
    }

    private void printGood(WeirConfig settings, List<Finding> findings, SettingsLocation location) {
        Set<String> subjects = findings.stream().map(Finding::subject).collect(Collectors.toSet());
        Stream.of(settings.policyFile(), settings.pricesFile())
                .filter(file -> !subjects.contains(location.shown(file)))
                .forEach(file ->
                        context.out().println("good    " + location.shown(file) + carried(location.resolve(file))));
        settings.upstreams().forEach((name, upstream) -> {
            String subject = "weir.upstreams." + name;
            if (!isOffline && subjects.stream().noneMatch(found -> (found + ".").startsWith(subject + "."))) {
                context.out()
                        .println("good    " + subject + ": reached " + ShownUrl.of(upstream.url()) + ", keys accepted");
            }
        });
    }

    private static String carried(Path file) {
        return Files.exists(file) ? "" : " (the one that Weir carries)";
    }
}
