package dev.weir.console.view;

import dev.weir.auth.Pseudonyms;
import dev.weir.console.history.History;
import dev.weir.console.recent.RecentExchanges;
import dev.weir.metering.MeterReading;
import dev.weir.policy.Policy;
import dev.weir.pricing.PriceTable;
import dev.weir.settings.Finding;
import dev.weir.settings.SettingsInForce.SettingInForce;
import dev.weir.settings.WeirConfig;
import dev.weir.upstream.keys.KeyStatus;
import java.time.Clock;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Where the pages read what they show; everything is read at that moment, on a thread that may block.
 *
 * @param config the settings of the start
 * @param files what the operator wrote and is in force
 * @param meters one pass over all meters
 * @param keys how Weir's own keys at the upstreams stand
 * @param unpriced names of models that were served without a price
 * @param settings all settings with their sources
 * @param findings what {@code ./weir check} would find in files and settings
 * @param isDraining whether this replica shuts down
 */
public record ConsoleSources(
        WeirConfig config,
        FilesShown files,
        Supplier<MeterReading> meters,
        History history,
        RecentExchanges recent,
        LimitsInRedis limits,
        Supplier<List<KeyStatus>> keys,
        Supplier<List<String>> unpriced,
        Supplier<List<SettingInForce>> settings,
        Supplier<List<Finding>> findings,
        BooleanSupplier isDraining,
        Replica replica,
        Clock clock) {
    /**
     * The files in force.
     *
     * @param reloads how each file and secret stands
     */
    public record FilesShown(
            Supplier<Policy> policy,
            Supplier<PriceTable> prices,
            Supplier<Pseudonyms> pseudonyms,
            Supplier<List<FileStatus>> reloads) {}
}
