package dev.weir.wiring;

import dev.weir.auth.Pseudonyms;
import dev.weir.metering.ReloadedFile;
import dev.weir.policy.Policy;
import dev.weir.policy.PolicyFile;
import dev.weir.pricing.PriceFile;
import dev.weir.pricing.PriceTable;
import dev.weir.reload.FileCheck;
import dev.weir.reload.SecretValue;
import dev.weir.reload.WatchedFile;
import dev.weir.reload.WatchedSecret;
import dev.weir.settings.SettingsLocation;
import dev.weir.settings.WeirConfig;
import dev.weir.upstream.keys.UpstreamKey;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The operator's files in force: policy, prices and secrets. A file with a fault is rejected whole, and the old content
 * stays.
 */
@Singleton
final class FilesInForce {
    private static final Logger LOG = Logger.getLogger(FilesInForce.class);
    private static final String POLICY = "weir.policy-file";
    private static final String PRICES = "weir.prices-file";
    private static final String PSEUDONYM_KEY = "weir.pseudonym-key";
    private static final String CONSOLE_PASSWORD = "weir.console.password";

    private final WatchedFile<Policy> policy;
    private final WatchedFile<PriceTable> prices;
    private final WatchedSecret pseudonymKey;
    private final Map<String, Map<String, WatchedSecret>> upstreamKeys;
    private final Optional<WatchedSecret> consolePassword;
    private volatile Optional<Pseudonyms> pseudonyms = Optional.empty();

    FilesInForce(WeirConfig config, Clock clock) {
        SettingsLocation location = SettingsLocation.ofProcess();
        policy = PolicyFile.at(
                location.resolve(config.policyFile()), config.upstreams().keySet(), clock);
        prices = PriceFile.at(location.resolve(config.pricesFile()), config.pricesFile());
        String setting = location.secret(config.pseudonymKey().orElse(""));
        pseudonymKey = new WatchedSecret(PSEUDONYM_KEY, setting, Pseudonyms::faultsOf);
        consolePassword = config.console()
                .password()
                .map(location::secret)
                .filter(password -> !password.isBlank())
                .map(password -> new WatchedSecret(CONSOLE_PASSWORD, password));
        upstreamKeys = location.upstreams(config).entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        upstream ->
                                secrets(upstream.getKey(), upstream.getValue().keys())));
        pollPolicy();
        pollOthers();
        if (prices.isStandIn()) {
            LOG.infof(
                    "weir.prices-file: %s does not exist, so the prices that Weir carries are in force", prices.path());
        }
    }

    Policy policy() {
        return inForce(policy.current(), policy.faults());
    }

    PriceTable prices() {
        return inForce(prices.current(), prices.faults());
    }

    Pseudonyms pseudonyms() {
        return inForce(pseudonyms, pseudonymKey.faults());
    }

    /**
     * Returns the console's password; absent where none is set.
     *
     * @throws IllegalStateException where one is set and there has been no valid one
     */
    Optional<SecretValue> consolePassword() {
        return consolePassword.map(secret -> inForce(secret.current(), secret.faults()));
    }

    /** Returns the faults of each file and secret by its setting; none where what it holds is in force. */
    SortedMap<String, List<String>> faults() {
        SortedMap<String, List<String>> faults = new TreeMap<>();
        faults.put(POLICY, policy.faults());
        faults.put(PRICES, prices.faults());
        faults.put(PSEUDONYM_KEY, pseudonymKey.faults());
        upstreamKeys.forEach((upstream, keys) ->
                keys.forEach((name, secret) -> faults.put(settingOf(upstream, name), secret.faults())));
        consolePassword.ifPresent(secret -> faults.put(CONSOLE_PASSWORD, secret.faults()));
        return faults;
    }

    /** Returns whether the current content of a file is in force. */
    boolean isInForce(ReloadedFile file) {
        return switch (file) {
            case POLICY -> policy.faults().isEmpty();
            case PRICES -> prices.faults().isEmpty();
            case PSEUDONYM_KEY -> pseudonymKey.faults().isEmpty();
            case CONSOLE_PASSWORD ->
                consolePassword.map(secret -> secret.faults().isEmpty()).orElse(true);
            case UPSTREAM_KEY ->
                upstreamKeys.values().stream()
                        .flatMap(keys -> keys.values().stream())
                        .allMatch(key -> key.faults().isEmpty());
        };
    }

    /** Returns whether there is a policy, so that Weir can serve. */
    boolean hasPolicy() {
        return policy.current().isPresent();
    }

    /** Returns the keys of each upstream, by its name. */
    Map<String, List<UpstreamKey>> upstreamKeys() {
        return upstreamKeys.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        upstream -> upstream.getValue().entrySet().stream()
                                .map(FilesInForce::upstreamKey)
                                .toList()));
    }

    /** Reads the policy again if it has changed. */
    FileCheck pollPolicy() {
        return policy.poll();
    }

    /** Reads every other file again that has changed; returns the results by the setting that names the file. */
    Map<String, FileCheck> pollOthers() {
        Map<String, FileCheck> found = new TreeMap<>();
        found.put(PRICES, prices.poll());
        found.put(PSEUDONYM_KEY, pseudonymKey.poll());
        pseudonyms = pseudonymKey.current().map(Pseudonyms::new);
        upstreamKeys.forEach((upstream, keys) ->
                keys.forEach((name, secret) -> found.put(settingOf(upstream, name), secret.poll())));
        consolePassword.ifPresent(secret -> found.put(CONSOLE_PASSWORD, secret.poll()));
        return found;
    }

    private static UpstreamKey upstreamKey(Map.Entry<String, WatchedSecret> key) {
        WatchedSecret secret = key.getValue();
        Supplier<String> text = () -> inForce(secret.current(), secret.faults()).text();
        return new UpstreamKey(key.getKey(), text);
    }

    private static Map<String, WatchedSecret> secrets(String upstream, Map<String, String> keys) {
        Map<String, WatchedSecret> secrets = new TreeMap<>();
        keys.forEach((name, value) -> secrets.put(name, new WatchedSecret(settingOf(upstream, name), value)));
        return secrets;
    }

    private static String settingOf(String upstream, String key) {
        return "weir.upstreams." + upstream + ".keys." + key;
    }

    private static <T> T inForce(Optional<T> value, List<String> faults) {
        return value.orElseThrow(() -> new IllegalStateException(String.join("; ", faults)));
    }
}
