package dev.weir.command;

import dev.weir.WeirConfig;
import dev.weir.command.RedisProbe.Sight;
import dev.weir.policy.Policy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks settings, policy, prices, Redis and upstreams without serving, and reports all faults at once. */
public final class CheckCommand {
    private static final Duration REDIS_PATIENCE = Duration.ofSeconds(5);

    private CheckCommand() {}

    /**
     * Runs the command; {@link ExitCode#FAULTY} where Weir would not start, would reach no upstream, or could not count limits
     * that the policy has. Blocks.
     */
    public static int run(List<String> args, Shell shell) {
        if (!args.isEmpty()) {
            shell.err().println("weir: check takes no arguments");
            return ExitCode.WRONG_USE;
        }
        StartCheck check = StartCheck.of(shell);
        List<Finding> findings = new ArrayList<>(check.findings());
        check.config().ifPresent(config -> findings.addAll(unreachable(config, findings)));
        Optional<Sight> redis = check.redis().map(settings -> look(settings, check.policy()));
        redis.ifPresent(sight -> findings.addAll(sight.findings()));
        findings.forEach(finding -> finding.print(shell.out()));
        check.config().ifPresent(config -> printGood(config, findings, shell));
        redis.flatMap(Sight::server)
                .ifPresent(server -> shell.out()
                        .println("good    " + RedisSettings.SUBJECT + ": reached "
                                + check.redis().map(RedisSettings::shownHosts).orElse("") + " (" + server + ")"));
        long faults = Finding.faults(findings);
        String verdict = faults == 0 ? "No faults" : counted(faults);
        shell.out().println(verdict + " (working directory: " + shell.directory() + ")");
        return faults == 0 ? ExitCode.GOOD : ExitCode.FAULTY;
    }

    /** Counts faults in words. */
    static String counted(long faults) {
        return faults == 1 ? "1 fault" : faults + " faults";
    }

    /** Weir starts without Redis all the same, so that it is no fault where nobody is limited. */
    private static Sight look(RedisSettings settings, Optional<Policy> policy) {
        boolean isNeeded = policy.map(Policy::limitsAnybody).orElse(false);
        Finding.Level grave = isNeeded ? Finding.Level.FAULT : Finding.Level.WARNING;
        return new RedisProbe(settings, grave, REDIS_PATIENCE, Clock.systemUTC()).look();
    }

    /** An upstream is not tried where it is not known for certain how to reach it. */
    private static List<Finding> unreachable(WeirConfig config, List<Finding> findings) {
        UpstreamProbe probe =
                new UpstreamProbe(config.timeout().connect(), config.timeout().tls());
        return config.upstreams().entrySet().stream()
                .filter(upstream -> isReachable("weir.upstreams." + upstream.getKey(), findings))
                .flatMap(upstream -> probe.probe(upstream.getKey(), upstream.getValue()).stream())
                .toList();
    }

    private static boolean isReachable(String upstream, List<Finding> findings) {
        Set<String> needed = Set.of(upstream + ".url", upstream + ".proxy", upstream + ".trust");
        return findings.stream().map(Finding::subject).noneMatch(needed::contains);
    }

    private static void printGood(WeirConfig config, List<Finding> findings, Shell shell) {
        Set<String> subjects = findings.stream().map(Finding::subject).collect(Collectors.toSet());
        Stream.of(config.policyFile(), config.pricesFile())
                .map(Path::toString)
                .filter(file -> !subjects.contains(file))
                .forEach(file -> shell.out().println("good    " + file + carried(file, shell)));
        config.upstreams().forEach((name, upstream) -> {
            String subject = "weir.upstreams." + name;
            if (!subjects.contains(subject) && isReachable(subject, findings)) {
                shell.out().println("good    " + subject + ": reached " + UpstreamProbe.shown(upstream.url()));
            }
        });
    }

    private static String carried(String file, Shell shell) {
        return Files.exists(shell.directory().resolve(file)) ? "" : " (the one that Weir carries)";
    }
}
