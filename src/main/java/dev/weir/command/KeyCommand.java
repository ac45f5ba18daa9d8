package dev.weir.command;

import dev.weir.auth.KeyMaker;
import dev.weir.auth.KeyMaker.NewKey;
import dev.weir.policy.Policy;
import dev.weir.policy.PolicyReader;
import dev.weir.reload.WatchedFile;
import dev.weir.settings.SettingsLocation;
import dev.weir.settings.SettingsReader;
import dev.weir.settings.SettingsReading;
import dev.weir.settings.WeirConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
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

/** Makes a key for a team: shows it once, with the policy lines that hold its SHA-256. */
@Command(name = "key", description = "Make a key: print it once, and the policy lines that hold its SHA-256.")
public final class KeyCommand implements Callable<Integer> {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int SHORT_DIGEST = 6;

    private final CommandContext context;
    private final Clock clock;
    private final KeyMaker maker;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Parameters(paramLabel = "<team>", description = "Team that the key belongs to.")
    private String team = "";

    @Option(names = "--id", paramLabel = "<id>", description = "Name of the key in logs; made up where absent.")
    private Optional<String> id = Optional.empty();

    @Option(
            names = "--user",
            paramLabel = "<user>",
            description = "The one person that the key speaks for; where absent, metadata.user_id names users.")
    private Optional<String> user = Optional.empty();

    @Option(
            names = "--expires",
            paramLabel = "<yyyy-mm-dd>",
            converter = Day.class,
            description = "Last day on which the key is good, in UTC.")
    private Optional<LocalDate> expires = Optional.empty();

    /**
     * Makes keys.
     *
     * @param random a {@link java.security.SecureRandom} everywhere but in tests
     */
    public KeyCommand(CommandContext context, Clock clock, RandomGenerator random) {
        this.context = context;
        this.clock = clock;
        this.maker = new KeyMaker(random);
    }

    /** Runs the command; makes no key where an argument is wrong. */
    @Override
    public Integer call() {
        SettingsLocation location = config.location(context);
        requireName("<team>", team);
        id.ifPresent(name -> requireName("--id", name));
        user.ifPresent(this::requireUser);
        LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
        expires.ifPresent(day -> require(
                !day.isBefore(today), "--expires: " + day + " is over (expected: today, " + today + ", or later)"));
        id.filter(name -> exists(location, name)).ifPresent(name -> {
            throw new ParameterException(
                    command.commandLine(), "--id: team " + team + " has a key " + name + " already; choose another");
        });
        print(maker.make(), location.shown(policyFile(location)));
        return ExitCode.GOOD;
    }

    /** Returns whether the policy has a key of that id; a policy that cannot be read has none. */
    private boolean exists(SettingsLocation location, String name) {
        return switch (SettingsReader.read(location)) {
            case SettingsReading.NotLoaded _ -> false;
            case SettingsReading.Loaded(WeirConfig settings, var _) -> {
                PolicyReader reader = new PolicyReader(settings.upstreams().keySet());
                WatchedFile<Policy> file = new WatchedFile<>(location.resolve(settings.policyFile()), reader::read);
                file.poll();
                yield file.current().flatMap(policy -> policy.team(team)).stream()
                        .flatMap(known -> known.keys().stream())
                        .anyMatch(key -> key.id().equals(name));
            }
        };
    }

    /** Returns the file that the settings name; the usual one where they cannot be read. */
    private static Path policyFile(SettingsLocation location) {
        return switch (SettingsReader.read(location)) {
            case SettingsReading.NotLoaded _ -> Path.of("config", "policy.yaml");
            case SettingsReading.Loaded(WeirConfig settings, var _) -> settings.policyFile();
        };
    }

    private void print(NewKey made, String policyFile) {
        String name = id.orElse(team + "-" + made.sha256().substring(0, SHORT_DIGEST));
        context.out().println("""
                        The key, shown only this once:

                          %s

                        Add these lines to the policy, %s:

                          teams:
                            %s:
                              keys:
                                - { id: %s, sha256: "%s"%s%s }

                        A new team also needs a plan: `plan: <name of a plan>`. A running Weir applies the change within
                        10 s.""".formatted(
                        made.key().text(),
                        policyFile,
                        quoted(team),
                        quoted(name),
                        made.sha256(),
                        user.map(person -> ", user: " + quoted(person)).orElse(""),
                        expires.map(day -> ", expires: " + day).orElse("")));
    }

    /** Quotes a text that YAML could take for another type. */
    private static String quoted(String text) {
        boolean isPlain =
                text.matches("[A-Za-z][A-Za-z0-9_-]*") && !text.matches("(?i)y|n|yes|no|on|off|true|false|null");
        return isPlain ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private void requireName(String what, String text) {
        require(
                NAME.matcher(text).matches(),
                what + ": " + text + " (expected: up to 64 letters, digits, dots, dashes and underscores)");
    }

    private void requireUser(String text) {
        require(
                !text.isBlank() && text.length() <= 256 && text.chars().noneMatch(Character::isISOControl),
                "--user: 1 to 256 characters are expected, none of them a control character");
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(command.commandLine(), otherwise);
        }
    }

    /** Reads a day. */
    static final class Day implements ITypeConverter<LocalDate> {
        @Override
        public LocalDate convert(String text) {
            try {
                return LocalDate.parse(text);
            } catch (DateTimeParseException _) {
                throw new TypeConversionException(text + " (expected: a day such as 2027-06-30)");
            }
        }
    }
}
