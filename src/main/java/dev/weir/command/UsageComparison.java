package dev.weir.command;

import dev.weir.command.RedisComparison.BudgetScope;
import dev.weir.command.RedisComparison.ComparisonResult;
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
    private final Optional<RedisComparison> redis;

    private UsageComparison(UpstreamReport report, Optional<RedisComparison> redis) {
        this.reports = new ReportComparison(report);
        this.redis = redis;
    }

    /**
     * What the logs are compared with.
     *
     * @param files reports, and budgets that {@code ./weir quota show} printed
     * @param team the only team whose lines are compared
     * @param redis whose budgets are read from Redis; absent where none are
     */
    record Sources(List<Path> files, Optional<String> team, Optional<BudgetScope> redis) {
        Sources {
            files = List.copyOf(files);
        }
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

        /** The files are not about the team that was chosen. */
        record OtherTeams(String message) implements ComparisonReading {}
    }

    /** Reads reports, and the price table that says which names mean the same model; then asks Redis for its time. */
    static ComparisonReading read(Sources sources, CommandContext context, SettingsLocation location) {
        List<Finding> faults = new ArrayList<>();
        UpstreamReport report =
                sources.files().isEmpty() ? UpstreamReport.NONE : reports(sources.files(), context, location, faults);
        if (!faults.isEmpty()) {
            return new ComparisonReading.Faulty(faults);
        }
        Optional<String> misfit = sources.team().flatMap(team -> misfit(report, team));
        if (misfit.isPresent()) {
            return new ComparisonReading.OtherTeams(misfit.get());
        }
        if (sources.redis().isEmpty()) {
            return new ComparisonReading.Ready(new UsageComparison(report, Optional.empty()));
        }
        return switch (RedisComparison.start(location, sources.redis().get())) {
            case RedisComparison.ComparisonStart.Faulty(List<Finding> missing) -> new ComparisonReading.Faulty(missing);
            case RedisComparison.ComparisonStart.Ready(RedisComparison redis) ->
                new ComparisonReading.Ready(new UsageComparison(report, Optional.of(redis)));
        };
    }

    /** Returns why a report cannot be compared with the lines of one team. */
    private static Optional<String> misfit(UpstreamReport report, String team) {
        if (report.isOfAllTeams()) {
            return Optional.of("--team: leave it out, as the upstream's reports in --compare are about all teams");
        }
        return report.isOfOtherTeamThan(team)
                ? Optional.of("--team: a file in --compare has the budgets of another team than " + team)
                : Optional.empty();
    }

    private static UpstreamReport reports(
            List<Path> files, CommandContext context, SettingsLocation location, List<Finding> faults) {
        Optional<PriceTable> prices = prices(location, faults);
        UpstreamReport all = UpstreamReport.NONE;
        Function<String, ZoneId> zones = prices.isPresent() ? zones(location) : _ -> ZoneOffset.UTC;
        for (Path file : files) {
            all = prices.isPresent() ? all.plus(report(file, context, prices.get(), zones, faults)) : all;
        }
        return all;
    }

    /** Adds an exchange of the log. */
    void add(UsageEntry entry) {
        if (repeated.isFirst(entry)) {
            reports.add(entry);
            redis.ifPresent(budgets -> budgets.add(entry));
        }
    }

    /** Returns all differences; reads the budgets in Redis, where they are asked for. */
    ComparisonResult result() {
        List<Difference> found = new ArrayList<>(repeated.differences());
        found.addAll(reports.differences());
        ComparisonResult ofRedis =
                redis.map(RedisComparison::result).orElse(new ComparisonResult.Compared(List.of(), List.of()));
        return switch (ofRedis) {
            case ComparisonResult.Failed failed -> failed;
            case ComparisonResult.Compared(List<Difference> more, List<String> leftOut) -> {
                found.addAll(more);
                yield new ComparisonResult.Compared(found, leftOut);
            }
        };
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
