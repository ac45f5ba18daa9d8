package dev.weir.command;

import dev.weir.auth.KeyMaker;
import dev.weir.auth.KeyMaker.NewKey;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Makes a key for a team: shows it once, with the policy lines that hold its SHA-256. */
public final class KeyCommand {
    private static final String USAGE = """
            Use: weir key <team> [--id <id>] [--user <user>] [--expires <yyyy-mm-dd>]

              --id        names the key in logs; made up where absent
              --user      the one person the key speaks for; where absent, metadata.user_id names users
              --expires   the last day on which the key is good, in UTC
            """;
    private static final Set<String> OPTIONS = Set.of("--id", "--user", "--expires");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int SHORT_DIGEST = 6;

    private final Clock clock;
    private final KeyMaker maker;

    /**
     * Makes keys.
     *
     * @param random a {@link java.security.SecureRandom} everywhere but in tests
     */
    public KeyCommand(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.maker = new KeyMaker(random);
    }

    /** Runs the command; {@link ExitCode#WRONG_USE} where the arguments are wrong, and then no key is made. */
    public int run(List<String> args, CommandContext context) {
        if (args.equals(List.of("--help")) || args.equals(List.of("-h"))) {
            context.out().print(USAGE);
            return ExitCode.GOOD;
        }
        try {
            print(Wish.read(args, LocalDate.now(clock.withZone(ZoneOffset.UTC))), maker.make(), context);
            return ExitCode.GOOD;
        } catch (IllegalArgumentException e) {
            context.err().println("weir: " + e.getMessage());
            context.err().println();
            context.err().print(USAGE);
            return ExitCode.WRONG_USE;
        }
    }

    private static void print(Wish wish, NewKey made, CommandContext context) {
        String id = wish.id().orElse(wish.team() + "-" + made.sha256().substring(0, SHORT_DIGEST));
        context.out().println("""
                        The key, shown only this once:

                          %s

                        What the policy (config/policy.yaml) holds of it:

                          teams:
                            %s:
                              keys:
                                - { id: %s, sha256: "%s"%s%s }

                        Where the team is new it also needs a plan: `plan: <name of a plan>`. A running Weir takes the change
                        up within 10 s.""".formatted(
                        made.key().text(),
                        quoted(wish.team()),
                        quoted(id),
                        made.sha256(),
                        wish.user().map(user -> ", user: " + quoted(user)).orElse(""),
                        wish.expires().map(day -> ", expires: " + day).orElse("")));
    }

    /** Quotes a text that YAML could take for something else. */
    private static String quoted(String text) {
        boolean isPlain =
                text.matches("[A-Za-z][A-Za-z0-9_-]*") && !text.matches("(?i)y|n|yes|no|on|off|true|false|null");
        return isPlain ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** The arguments, as far as they are good. */
    private record Wish(String team, Optional<String> id, Optional<String> user, Optional<LocalDate> expires) {
        static Wish read(List<String> args, LocalDate today) {
            Map<String, String> options = new HashMap<>();
            Optional<String> team = Optional.empty();
            for (Iterator<String> rest = args.iterator(); rest.hasNext(); ) {
                String arg = rest.next();
                if (OPTIONS.contains(arg)) {
                    require(rest.hasNext(), arg + " needs a value");
                    require(options.put(arg, rest.next()) == null, arg + " is given twice");
                } else {
                    require(!arg.startsWith("-"), "unknown option: " + arg);
                    require(team.isEmpty(), "one team is expected, " + arg + " is too much");
                    team = Optional.of(named("team", arg));
                }
            }
            return new Wish(
                    team.orElseThrow(() -> new IllegalArgumentException("the team is missing")),
                    Optional.ofNullable(options.get("--id")).map(id -> named("--id", id)),
                    Optional.ofNullable(options.get("--user")).map(Wish::user),
                    Optional.ofNullable(options.get("--expires")).map(day -> day(day, today)));
        }

        private static String named(String what, String text) {
            require(
                    NAME.matcher(text).matches(),
                    what + ": " + text + " (expected: up to 64 letters, digits, dots, dashes and underscores)");
            return text;
        }

        private static String user(String text) {
            require(
                    !text.isBlank() && text.length() <= 256 && text.chars().noneMatch(Character::isISOControl),
                    "--user: 1 to 256 characters are expected, none of them a control character");
            return text;
        }

        private static LocalDate day(String text, LocalDate today) {
            try {
                LocalDate day = LocalDate.parse(text);
                require(
                        !day.isBefore(today),
                        "--expires: " + text + " is over (expected: today, " + today + ", or later)");
                return day;
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException("--expires: " + text + " (expected: a day such as 2027-06-30)", e);
            }
        }

        private static void require(boolean holds, String otherwise) {
            if (!holds) {
                throw new IllegalArgumentException(otherwise);
            }
        }
    }
}
