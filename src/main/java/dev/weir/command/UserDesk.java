package dev.weir.command;

import dev.weir.WeirConfig;
import dev.weir.auth.Pseudonyms;
import dev.weir.policy.Policy;
import dev.weir.policy.PolicyReader;
import dev.weir.policy.Team;
import dev.weir.reload.WatchedFile;
import dev.weir.reload.WatchedSecret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What commands about single users need.
 *
 * @param redis where quotas are counted
 */
record UserDesk(Policy policy, Pseudonyms pseudonyms, RedisSettings redis) {
    /** Says that the policy has no such team, and which it has. */
    int unknownTeam(String team, Shell shell) {
        String known = policy.teams().stream().map(Team::name).collect(Collectors.joining(", "));
        shell.err().println("weir: the policy has no team " + team + " (it has: " + known + ")");
        return ExitCode.FAULTY;
    }

    /** What came of opening it. */
    sealed interface Opening {
        /** All is there. */
        record Open(UserDesk desk) implements Opening {}

        /** Something is missing. */
        record Shut(List<Finding> faults) implements Opening {
            public Shut {
                faults = List.copyOf(faults);
            }
        }
    }

    static Opening open(Shell shell) {
        return switch (SettingsReader.read(shell)) {
            case SettingsReading.Unreadable(Finding fault) -> new Opening.Shut(List.of(fault));
            case SettingsReading.Read(WeirConfig config, List<Finding> findings) -> {
                List<Finding> faults = new ArrayList<>(findings.stream()
                        .filter(finding -> finding.level() == Finding.Level.FAULT)
                        .toList());
                yield faults.isEmpty() ? open(shell, config, faults) : new Opening.Shut(faults);
            }
        };
    }

    private static Opening open(Shell shell, WeirConfig config, List<Finding> faults) {
        PolicyReader reader = new PolicyReader(config.upstreams().keySet());
        WatchedFile<Policy> file = new WatchedFile<>(shell.directory().resolve(config.policyFile()), reader::follow);
        file.poll();
        file.faults()
                .forEach(fault -> faults.add(Finding.fault(
                        config.policyFile().toString(), fault, "docs/policy.md describes every key of the file.")));
        WatchedSecret key =
                new WatchedSecret("weir.pseudonym-key", config.pseudonymKey().orElse(""), Pseudonyms::faultsOf);
        faults.addAll(UpstreamCheck.secret(
                "weir.pseudonym-key", key, "It must be the one that the gateway has: users are hashed with it."));
        Optional<Pseudonyms> pseudonyms = key.current().map(Pseudonyms::new);
        return switch (RedisSettings.read(shell)) {
            case RedisSettings.Reading.Bad(List<Finding> bad) -> {
                faults.addAll(bad);
                yield new Opening.Shut(faults);
            }
            case RedisSettings.Reading.Good(RedisSettings redis) ->
                file.current().isPresent() && pseudonyms.isPresent() && faults.isEmpty()
                        ? new Opening.Open(new UserDesk(file.current().get(), pseudonyms.get(), redis))
                        : new Opening.Shut(faults);
        };
    }
}
