package dev.weir.command;

import dev.weir.WeirConfig;
import java.util.ArrayList;
import java.util.List;

/** Checks settings, policy, prices and upstreams without serving, and reports all faults at once. */
public final class CheckCommand {
    private CheckCommand() {}

    /** Runs the command; {@link ExitCode#FAULTY} where Weir would not start or would reach no upstream. Blocks. */
    public static int run(List<String> args, Shell shell) {
        if (!args.isEmpty()) {
            shell.err().println("weir: check takes no arguments");
            return ExitCode.WRONG_USE;
        }
        StartCheck check = StartCheck.of(shell);
        List<Finding> findings = new ArrayList<>(check.findings());
        check.config().ifPresent(config -> findings.addAll(unreachable(config, findings)));
        findings.forEach(finding -> finding.print(shell.out()));
        check.config().ifPresent(config -> printGood(config, findings, shell));
        long faults = Finding.faults(findings);
        shell.out().println(faults == 0 ? "No faults: Weir can serve." : counted(faults) + ": Weir would not serve.");
        return faults == 0 ? ExitCode.GOOD : ExitCode.FAULTY;
    }

    /** Counts faults in words. */
    static String counted(long faults) {
        return faults == 1 ? "1 fault" : faults + " faults";
    }

    /** An upstream whose URL is at fault is not tried. */
    private static List<Finding> unreachable(WeirConfig config, List<Finding> findings) {
        UpstreamProbe probe =
                new UpstreamProbe(config.timeout().connect(), config.timeout().tls());
        return config.upstreams().entrySet().stream()
                .filter(upstream -> findings.stream()
                        .noneMatch(finding -> finding.subject().equals("weir.upstreams." + upstream.getKey() + ".url")))
                .flatMap(upstream -> probe.probe(upstream.getKey(), upstream.getValue()).stream())
                .toList();
    }

    private static void printGood(WeirConfig config, List<Finding> findings, Shell shell) {
        printGood("settings", "weir.", findings, shell);
        printGood(config.policyFile().toString(), config.policyFile().toString(), findings, shell);
        printGood(config.pricesFile().toString(), config.pricesFile().toString(), findings, shell);
        config.upstreams().forEach((name, upstream) -> {
            String subject = "weir.upstreams." + name;
            printGood(subject + ": reached " + UpstreamProbe.shown(upstream.url()), subject, findings, shell);
        });
    }

    private static void printGood(String shown, String prefix, List<Finding> findings, Shell shell) {
        if (findings.stream().noneMatch(finding -> finding.subject().startsWith(prefix))) {
            shell.out().println("good    " + shown);
        }
    }
}
