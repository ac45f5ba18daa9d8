package dev.weir.check;

import dev.weir.auth.Pseudonyms;
import dev.weir.http.ConnectionLimit;
import dev.weir.http.HttpConfig;
import dev.weir.policy.Policy;
import dev.weir.policy.PolicyFile;
import dev.weir.pricing.PriceFile;
import dev.weir.pricing.PriceTable;
import dev.weir.reload.WatchedFile;
import dev.weir.reload.WatchedSecret;
import dev.weir.settings.Finding;
import dev.weir.settings.HttpServerSettings;
import dev.weir.settings.RedisSettings;
import dev.weir.settings.RedisSettingsReading;
import dev.weir.settings.SettingsLocation;
import dev.weir.settings.SettingsReader;
import dev.weir.settings.SettingsReading;
import dev.weir.settings.WeirConfig;
import dev.weir.upstream.UpstreamConfig;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Checks everything that must be valid before Weir serves, all at once: settings, secrets, policy, prices. It opens no
 * connection.
 *
 * @param config the settings; empty where their file cannot be read
 * @param policy empty where it cannot be read
 * @param redis empty where its settings have faults
 */
public record StartCheck(
        Optional<WeirConfig> config, Optional<Policy> policy, Optional<RedisSettings> redis, List<Finding> findings) {
    private static final String MAKE_KEY =
            "Make a key with `./weir key <team>` and put the lines it prints into the policy.";

    public StartCheck {
        findings = List.copyOf(findings);
    }

    /** Checks everything; never throws for what an operator wrote. */
    public static StartCheck of(SettingsLocation location, Clock clock) {
        return switch (SettingsReader.read(location)) {
            case SettingsReading.NotLoaded(Finding fault) ->
                new StartCheck(Optional.empty(), Optional.empty(), Optional.empty(), List.of(fault));
            case SettingsReading.Loaded(WeirConfig config, List<Finding> settings) -> {
                List<Finding> findings = new ArrayList<>(settings);
                findings.addAll(pseudonymKey(config, location));
                findings.addAll(upstreams(location.upstreams(config)));
                findings.addAll(connections(config.http(), Runtime.getRuntime().maxMemory()));
                findings.addAll(SizeCheck.findings(config, Runtime.getRuntime().maxMemory()));
                findings.addAll(RiskCheck.findings(config));
                if (Finding.faults(settings).isEmpty()) {
                    findings.addAll(RiskCheck.findings(HttpServerSettings.of(location), config));
                    findings.addAll(ConsoleCheck.findings(config.console(), location));
                }
                WatchedFile<Policy> policy = policy(config, location, clock);
                findings.addAll(faults(policy, location.shown(config.policyFile())));
                WatchedFile<PriceTable> prices = prices(config, location);
                findings.addAll(faults(
                        prices.faults(),
                        location.shown(config.pricesFile()),
                        "It holds what tokens cost; docs/prices.md describes it, and Weir comes with one."));
                policy.current()
                        .map(read -> new PolicyWarnings(location.shown(config.policyFile()), read))
                        .ifPresent(warnings -> findings.addAll(warnings.findings(prices.current(), clock)));
                yield switch (RedisSettings.read(location)) {
                    case RedisSettingsReading.Usable(RedisSettings redis) ->
                        new StartCheck(Optional.of(config), policy.current(), Optional.of(redis), findings);
                    case RedisSettingsReading.Unusable(List<Finding> faults) -> {
                        findings.addAll(faults);
                        yield new StartCheck(Optional.of(config), policy.current(), Optional.empty(), findings);
                    }
                };
            }
        };
    }

    private static List<Finding> pseudonymKey(WeirConfig config, SettingsLocation location) {
        String name = "weir.pseudonym-key";
        String remedy = "Set WEIR_PSEUDONYM_KEY to 32 characters or more, the same on all replicas, or to file:<path>."
                + " A good one: openssl rand -hex 32";
        return config.pseudonymKey()
                .map(location::secret)
                .map(setting ->
                        UpstreamCheck.secret(name, new WatchedSecret(name, setting, Pseudonyms::faultsOf), remedy))
                .orElse(List.of(Finding.fault(name, "missing", remedy)));
    }

    private static List<Finding> connections(HttpConfig http, long heap) {
        return http
                .maxConnections()
                .filter(most -> !ConnectionLimit.fits(most, heap))
                .map(most -> Finding.fault(
                        "weir.http.max-connections",
                        most + " connections do not fit into a heap of " + (heap >> 20) + " MB",
                        "Give the JVM more heap (-Xmx), or leave the setting out: the heap then sets it, here to "
                                + ConnectionLimit.within(heap) + "."))
                .stream()
                .toList();
    }

    private static List<Finding> upstreams(Map<String, UpstreamConfig> upstreams) {
        if (upstreams.isEmpty()) {
            return List.of(Finding.fault(
                    "weir.upstreams",
                    "none is configured",
                    "Describe one in application.yaml, or set WEIR_UPSTREAMS_ANTHROPIC_URL="
                            + "https://api.anthropic.com"
                            + " and WEIR_UPSTREAMS_ANTHROPIC_KEYS_MAIN."));
        }
        return new TreeMap<>(upstreams)
                .entrySet().stream()
                        .map(entry -> new UpstreamCheck("weir.upstreams." + entry.getKey(), entry.getValue()))
                        .flatMap(check -> check.findings().stream())
                        .toList();
    }

    private static WatchedFile<Policy> policy(WeirConfig config, SettingsLocation location, Clock clock) {
        WatchedFile<Policy> file = PolicyFile.at(
                location.resolve(config.policyFile()), config.upstreams().keySet(), clock);
        file.poll();
        return file;
    }

    private static List<Finding> faults(WatchedFile<Policy> file, String subject) {
        boolean needsKey = file.faults().stream().anyMatch(fault -> fault.startsWith(PolicyFile.NO_KEY));
        String remedy = needsKey ? MAKE_KEY : "docs/policy.md describes every key of the file.";
        if (!Files.exists(file.path())) {
            remedy = "Begin with the example in docs/policy.md, and put in the lines that `./weir key <team>` prints.";
        }
        return faults(file.faults(), subject, remedy);
    }

    private static WatchedFile<PriceTable> prices(WeirConfig config, SettingsLocation location) {
        WatchedFile<PriceTable> file = PriceFile.at(location.resolve(config.pricesFile()), config.pricesFile());
        file.poll();
        return file;
    }

    private static List<Finding> faults(List<String> faults, String subject, String remedy) {
        return faults.stream()
                .map(fault -> Finding.fault(subject, withoutPath(fault, subject), remedy))
                .toList();
    }

    private static String withoutPath(String fault, String subject) {
        int end = fault.indexOf(subject + ": ");
        return end < 0 ? fault : fault.substring(end + subject.length() + 2);
    }
}
