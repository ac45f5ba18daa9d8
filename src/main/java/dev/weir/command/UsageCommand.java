package dev.weir.command;

import dev.weir.auth.Identity;
import dev.weir.auth.Pseudonyms;
import dev.weir.command.RedisComparison.BudgetScope;
import dev.weir.command.RedisComparison.ComparisonResult;
import dev.weir.command.UsageComparison.ComparisonReading;
import dev.weir.command.UsageComparison.Sources;
import dev.weir.settings.Finding;
import dev.weir.usage.Dimension;
import dev.weir.usage.LogSummary;
import dev.weir.usage.SumsFormat;
import dev.weir.usage.UsageEntry;
import dev.weir.usage.UsageSums;
import dev.weir.usage.compare.Difference;
import dev.weir.usage.compare.DifferencesWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Sums usage logs. */
@Command(
        name = "usage",
        description = "Sum usage logs: tokens by kind and cost, by team, user, model, day, session or project.",
        footer = {
            "",
            "Users and sessions are keyed hashes; days are those of UTC. Lines that cannot be read are named on"
                    + " standard error, and the exit code is then 1. docs/usage-log.md describes the log and each form."
        })
public final class UsageCommand implements Callable<Integer> {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{32}");
    private static final Path STANDARD_INPUT = Path.of("-");

    private final CommandContext context;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Parameters(
            paramLabel = "<file>",
            arity = "1..*",
            description = "Usage logs; compressed ones end with .gz, - is standard input.")
    private List<Path> files = List.of();

    @Option(
            names = "--by",
            split = ",",
            paramLabel = "<dimension>",
            converter = DimensionName.class,
            description = "Of team, user, model, day, session, project, by commas; default: team,user,model,day.")
    private List<Dimension> by = List.of(Dimension.TEAM, Dimension.USER, Dimension.MODEL, Dimension.DAY);

    @Option(names = "--team", paramLabel = "<team>", description = "Only this team.")
    private Optional<String> team = Optional.empty();

    @Option(
            names = "--user",
            paramLabel = "<user>",
            converter = NotBlank.class,
            description = "Only this user of --team; found by the keyed hash. " + QuotaCommand.USER
                    + " Or a hash of 32 hex characters.")
    private Optional<String> user = Optional.empty();

    @Option(
            names = "--format",
            paramLabel = "<format>",
            description = "table (the default), csv, json, or focus: rows of the FinOps specification FOCUS 1.2.")
    private SumsFormat format = SumsFormat.TABLE;

    @Option(
            names = "--compare",
            split = ",",
            paramLabel = "<report>",
            description =
                    "Compare the logs with the upstream's usage report and cost report, and with what ./weir quota show"
                            + " <team> printed, files by commas, and name the differences.")
    private List<Path> reports = List.of();

    @Option(
            names = "--compare-redis",
            description = "Compare the logs with what Redis has now of the budgets of all teams and of the logs' users,"
                    + " and name the differences.")
    private boolean isComparedWithRedis;

    public UsageCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        requireReadableFiles();
        requireFittingOptions();
        return switch (userHash()) {
            case UserHash.Unknown(List<Finding> faults) -> printed(faults);
            case UserHash.Any() -> run(Optional.empty());
            case UserHash.Only(String hash) -> run(Optional.of(hash));
        };
    }

    /** Sums or compares the lines of the team, and of the user with a keyed hash, that were asked for. */
    private int run(Optional<String> hash) {
        Predicate<UsageEntry> isWanted =
                entry -> (hash.isEmpty() || entry.attribution().user().equals(hash))
                        && (team.isEmpty() || entry.attribution().team().equals(team));
        return isComparison() ? compare(isWanted, hash) : sum(isWanted);
    }

    private boolean isComparison() {
        return isComparedWithRedis || !reports.isEmpty();
    }

    private int sum(Predicate<UsageEntry> isWanted) {
        UsageSums sums = new UsageSums(dimensions());
        LogSummary logs = read(isWanted, sums::add);
        format.write(sums, context.out());
        return end(logs);
    }

    private int compare(Predicate<UsageEntry> isWanted, Optional<String> hash) {
        Optional<BudgetScope> redis = isComparedWithRedis ? Optional.of(new BudgetScope(team, hash)) : Optional.empty();
        Sources sources = new Sources(reports, team, redis);
        return switch (UsageComparison.read(sources, context, config.location(context))) {
            case ComparisonReading.OtherTeams(String message) ->
                throw new ParameterException(command.commandLine(), message);
            case ComparisonReading.Faulty(List<Finding> faults) -> printed(faults);
            case ComparisonReading.Ready(UsageComparison comparison) -> {
                LogSummary logs = read(isWanted, comparison::add);
                yield Math.max(end(logs), print(comparison.result()));
            }
        };
    }

    private int print(ComparisonResult result) {
        return switch (result) {
            case ComparisonResult.Failed(Finding fault) -> printed(List.of(fault));
            case ComparisonResult.Compared(List<Difference> differences, List<String> leftOut) -> {
                DifferencesWriter.write(differences, format, context.out());
                context.out().flush();
                leftOut.forEach(what -> context.err().println("weir: not compared: " + what));
                yield differences.isEmpty() && leftOut.isEmpty() ? ExitCode.GOOD : ExitCode.FAULTY;
            }
        };
    }

    private LogSummary read(Predicate<UsageEntry> isWanted, Consumer<UsageEntry> target) {
        LogSummary logs = new LogSummary(
                entry -> {
                    if (isWanted.test(entry)) {
                        target.accept(entry);
                    }
                },
                fault -> context.err().println("weir: " + fault));
        for (Path file : files) {
            if (file.equals(STANDARD_INPUT)) {
                logs.read(System.in, "standard input");
            } else {
                logs.read(context.directory().resolve(file), file.toString());
            }
        }
        return logs;
    }

    private int end(LogSummary logs) {
        context.out().flush();
        if (logs.unreadable() > 0) {
            context.err().println("weir: lines that could not be read, and are in no sum: " + logs.unreadable());
        }
        return logs.isWhole() ? ExitCode.GOOD : ExitCode.FAULTY;
    }

    private int printed(List<Finding> faults) {
        faults.forEach(fault -> fault.print(context.err()));
        return ExitCode.FAULTY;
    }

    private void requireFittingOptions() {
        if (user.isPresent() && team.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(), "--user: name the team too, with --team: each team hashes its users");
        }
        boolean isGrouped = command.commandLine().getParseResult().hasMatchedOption("--by");
        if (!reports.isEmpty() && (user.isPresent() || isGrouped)) {
            throw new ParameterException(
                    command.commandLine(), "--compare: goes without --user and --by, as no report has users or sums");
        }
        if (isComparedWithRedis && isGrouped) {
            throw new ParameterException(
                    command.commandLine(), "--compare-redis: goes without --by, as budgets are of teams and users");
        }
        if (isComparison() && format == SumsFormat.FOCUS) {
            throw new ParameterException(command.commandLine(), "--format: focus has no rows for differences");
        }
    }

    /** FOCUS needs some dimensions whatever was asked for. */
    private List<Dimension> dimensions() {
        Set<Dimension> all = new LinkedHashSet<>(by);
        all.addAll(format.needed());
        return List.copyOf(all);
    }

    private void requireReadableFiles() {
        Set<Path> seen = new LinkedHashSet<>();
        for (Path file : files) {
            Path resolved = context.directory().resolve(file).normalize();
            if (!file.equals(STANDARD_INPUT) && !(Files.isRegularFile(resolved) && Files.isReadable(resolved))) {
                throw new ParameterException(command.commandLine(), file + ": no file that can be read");
            }
            if (!seen.add(resolved)) {
                throw new ParameterException(command.commandLine(), file + ": named twice, so it would count twice");
            }
        }
    }

    /** Returns the hash to look for; only an identity needs the pseudonym key. */
    private UserHash userHash() {
        if (user.isEmpty()) {
            return new UserHash.Any();
        }
        if (HASH.matcher(user.get()).matches()) {
            return new UserHash.Only(user.get());
        }
        List<Finding> faults = new ArrayList<>();
        Optional<Pseudonyms> pseudonyms = QuotaSetup.pseudonyms(config.location(context), faults);
        return pseudonyms.isPresent() && faults.isEmpty()
                ? new UserHash.Only(pseudonyms.get().of(team.orElseThrow(), Identity.parse(user.get())))
                : new UserHash.Unknown(faults);
    }

    /** Attribution lines count. */
    sealed interface UserHash {
        /** Everybody's. */
        record Any() implements UserHash {}

        /** Those of one keyed hash. */
        record Only(String hash) implements UserHash {}

        /** The hash cannot be computed. */
        record Unknown(List<Finding> faults) implements UserHash {
            public Unknown {
                faults = List.copyOf(faults);
            }
        }
    }

    /** Reads a dimension. */
    static final class DimensionName implements ITypeConverter<Dimension> {
        @Override
        public Dimension convert(String text) {
            return Dimension.named(text)
                    .orElseThrow(() -> new TypeConversionException(text + " (expected: " + Dimension.names() + ")"));
        }
    }
}
