package dev.weir.command;

import dev.weir.auth.Pseudonyms;
import dev.weir.check.UpstreamCheck;
import dev.weir.policy.Policy;
import dev.weir.policy.PolicyReader;
import dev.weir.policy.Team;
import dev.weir.reload.WatchedFile;
import dev.weir.reload.WatchedSecret;
import dev.weir.settings.Finding;
import dev.weir.settings.RedisSettings;
import dev.weir.settings.RedisSettingsReading;
import dev.weir.settings.SettingsLocation;
import dev.weir.settings.SettingsReader;
import dev.weir.settings.SettingsReading;
import dev.weir.settings.WeirConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Everything that commands about users need.
 *
 * @param redis where quotas are counted
 */
record QuotaSetup(Policy policy, Pseudonyms pseudonyms, RedisSettings redis) {
    /** Prints that the policy has no such team, and which it has; returns the exit code. */
    int unknownTeam(String team, CommandContext context) {
        String known = policy.teams().stream().map(Team::name).collect(Collectors.joining(", "));
        context.err().println("weir: the policy has no team " + team + " (it has: " + known + ")");
        return ExitCode.FAULTY;
    }

    /** The outcome of reading all of it. */
    sealed interface SetupOutcome {
        /** Everything is valid. */
        record Complete(QuotaSetup setup) implements SetupOutcome {}

        /** Something is missing or invalid. */
        record Incomplete(List<Finding> faults) implements SetupOutcome {
            public Incomplete {
                faults = List.copyOf(faults);
            }
        }
    }

    /** Reads settings, policy and pseudonym key; connects nothing. */
    static SetupOutcome read(SettingsLocation location) {
        return switch (SettingsReader.read(location)) {
            case SettingsReading.NotLoaded(Finding fault) -> new SetupOutcome.Incomplete(List.of(fault));
            case SettingsReading.Loaded(WeirConfig config, List<Finding> findings) -> {
                List<Finding> faults = new ArrayList<>(Finding.faults(findings));
                yield faults.isEmpty() ? read(location, config, faults) : new SetupOutcome.Incomplete(faults);
            }
        };
    }

    private static SetupOutcome read(SettingsLocation location, WeirConfig config, List<Finding> faults) {
        PolicyReader reader = new PolicyReader(config.upstreams().keySet());
        WatchedFile<Policy> file = new WatchedFile<>(location.resolve(config.policyFile()), reader::read);
        file.poll();
        file.faults()
                .forEach(fault -> faults.add(Finding.fault(
                        location.shown(config.policyFile()),
                        fault,
                        "docs/policy.md describes every key of the file.")));
        Optional<Pseudonyms> pseudonyms = pseudonyms(location, config, faults);
        return switch (RedisSettings.read(location)) {
            case RedisSettingsReading.Unusable(List<Finding> unusable) -> {
                faults.addAll(unusable);
                yield new SetupOutcome.Incomplete(faults);
            }
            case RedisSettingsReading.Usable(RedisSettings redis) ->
                file.current().isPresent() && pseudonyms.isPresent() && faults.isEmpty()
                        ? new SetupOutcome.Complete(
                                new QuotaSetup(file.current().get(), pseudonyms.get(), redis))
                        : new SetupOutcome.Incomplete(faults);
        };
    }

    /** Reads the key that users are hashed with, and nothing else; what is wrong is added to {@code faults}. */
    static Optional<Pseudonyms> pseudonyms(SettingsLocation location, List<Finding> faults) {
        return switch (SettingsReader.read(location)) {
            case SettingsReading.NotLoaded(Finding fault) -> {
                faults.add(fault);
                yield Optional.empty();
            }
            case SettingsReading.Loaded(WeirConfig config, List<Finding> _) -> pseudonyms(location, config, faults);
        };
    }

    private static Optional<Pseudonyms> pseudonyms(SettingsLocation location, WeirConfig config, List<Finding> faults) {
        String setting = location.secret(config.pseudonymKey().orElse(""));
        WatchedSecret key = new WatchedSecret("weir.pseudonym-key", setting, Pseudonyms::faultsOf);
        faults.addAll(UpstreamCheck.secret(
                "weir.pseudonym-key", key, "It must be the one that the gateway has: users are hashed with it."));
        return key.current().map(Pseudonyms::new);
    }
}
