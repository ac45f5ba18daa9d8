package dev.weir.command;

import dev.weir.policy.Policy;
import dev.weir.policy.PolicyReader;
import dev.weir.policy.Team;
import dev.weir.pricing.PriceFile;
import dev.weir.pricing.PriceTable;
import dev.weir.reload.WatchedFile;
import dev.weir.settings.Finding;
import dev.weir.settings.SettingsLocation;
import dev.weir.settings.SettingsReader;
import dev.weir.settings.SettingsReading;
import dev.weir.settings.WeirConfig;
import dev.weir.usage.UsageEntry;
import dev.weir.usage.compare.Difference;
import dev.weir.usage.compare.RepeatedLines;
import dev.weir.usage.compare.ReportComparison;
import dev.weir.usage.compare.ReportReader;
import dev.weir.usage.compare.ReportReader.ReportReading;
import dev.weir.usage.compare.UpstreamReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Compares logs with what others count, for the command {@code usage}. Used by one thread. */
final class UsageComparison {
    private final RepeatedLines repeated = new RepeatedLines();
    private final ReportComparison reports;

    private UsageComparison(UpstreamReport report) {
        reports = new ReportComparison(report);
    }

    /** The outcome of reading what the logs are compared with. */
    sealed interface ComparisonReading {
        /** All of it was read. */
        record Ready(UsageComparison comparison) implements ComparisonReading {}

        /** Something of it is missing. */
        record Faulty(List<Finding> faults) implements ComparisonReading {
            public Faulty {
                faults = List.copyOf(faults);
            }
        }
    }

    /** Reads reports, and the price table that says which names mean the same model. */
    static ComparisonReading read(List<Path> files, CommandContext context, SettingsLocation location) {
        List<Finding> faults = new ArrayList<>();
        Optional<PriceTable> prices = prices(location, faults);
        UpstreamReport all = UpstreamReport.NONE;
        Function<String, ZoneId> zones = prices.isPresent() ? zones(location) : _ -> ZoneOffset.UTC;
        for (Path file : files) {
            all = prices.isPresent() ? all.plus(report(file, context, prices.get(), zones, faults)) : all;
        }
        return faults.isEmpty()
                ? new ComparisonReading.Ready(new UsageComparison(all))
                : new ComparisonReading.Faulty(faults);
    }

    /** Adds an exchange of the log. */
    void add(UsageEntry entry) {
        if (repeated.isFirst(entry)) {
            reports.add(entry);
        }
    }

    /** Returns all differences. */
    List<Difference> differences() {
        List<Difference> all = new ArrayList<>(repeated.differences());
        all.addAll(reports.differences());
        return all;
    }

    private static Optional<PriceTable> prices(SettingsLocation location, List<Finding> faults) {
        return switch (SettingsReader.read(location)) {
            case SettingsReading.NotLoaded(Finding fault) -> {
                faults.add(fault);
                yield Optional.empty();
            }
            case SettingsReading.Loaded(WeirConfig config, List<Finding> _) -> {
                WatchedFile<PriceTable> file = PriceFile.at(location.resolve(config.pricesFile()), config.pricesFile());
                file.poll();
                file.faults()
                        .forEach(fault -> faults.add(Finding.fault(
                                location.shown(config.pricesFile()), fault, "docs/prices.md describes every key.")));
                yield file.current();
            }
        };
    }

    /** Returns the time zones of teams, UTC for a team that the policy does not have. */
    private static Function<String, ZoneId> zones(SettingsLocation location) {
        return switch (SettingsReader.read(location)) {
            case SettingsReading.NotLoaded _ -> _ -> ZoneOffset.UTC;
            case SettingsReading.Loaded(WeirConfig config, List<Finding> _) -> {
                PolicyReader reader = new PolicyReader(config.upstreams().keySet());
                WatchedFile<Policy> file = new WatchedFile<>(location.resolve(config.policyFile()), reader::read);
                file.poll();
                Optional<Policy> policy = file.current();
                yield team -> policy.flatMap(known -> known.team(team))
                        .map(Team::timeZone)
                        .orElse(ZoneOffset.UTC);
            }
        };
    }

    private static UpstreamReport report(
            Path file,
            CommandContext context,
            PriceTable prices,
            Function<String, ZoneId> zones,
            List<Finding> faults) {
        try (InputStream bytes = Files.newInputStream(context.directory().resolve(file))) {
            return switch (ReportReader.read(bytes, model -> label(model, prices), zones)) {
                case ReportReading.Read(UpstreamReport report) -> report;
                case ReportReading.Unusable(String reason) -> {
                    faults.add(notAReport(file, reason));
                    yield UpstreamReport.NONE;
                }
            };
        } catch (IOException e) {
            faults.add(notAReport(file, "it cannot be read (" + e.getClass().getSimpleName() + ")"));
            return UpstreamReport.NONE;
        }
    }

    private static String label(String model, PriceTable prices) {
        return prices.label(Optional.of(model));
    }

    private static Finding notAReport(Path file, String reason) {
        return Finding.fault(
                file.toString(), reason, "docs/usage-log.md says which reports of the upstream can be compared.");
    }
}
