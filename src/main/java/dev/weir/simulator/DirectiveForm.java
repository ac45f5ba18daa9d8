package dev.weir.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One directive of the grammar.
 *
 * @param name how it is written
 * @param expected what its value may be, for the message about a wrong one
 * @param reader the directive for a value; empty for a wrong one
 */
record DirectiveForm(String name, String expected, Function<String, Optional<Directive>> reader) {
    private static final int MOST_BYTES = 64 * 1024 * 1024;
    private static final Pattern DURATION = Pattern.compile("(\\d{1,7})(ms|s|m)");
    private static final Pattern RETRY_AFTER = Pattern.compile("[\\w ,:.-]{1,40}");
    private static final Pattern WORD = Pattern.compile("[\\w.-]{1,128}");
    private static final Set<String> STOP_REASONS = Set.of(
            "end_turn",
            "max_tokens",
            "stop_sequence",
            "tool_use",
            "pause_turn",
            "refusal",
            "model_context_window_exceeded",
            "compaction");

    private static final Set<String> CACHE_MISSES = Set.of(
            "model_changed",
            "system_changed",
            "tools_changed",
            "messages_changed",
            "previous_message_not_found",
            "unavailable");

    /** The whole grammar, in the order of the documentation. */
    static final List<DirectiveForm> ALL = List.of(
            new DirectiveForm("status", "400 to 599", whole(400, 599, SimulatedFault.Status::new)),
            new DirectiveForm("kind", ErrorTable.kindNames(), DirectiveForm::kind),
            new DirectiveForm(
                    "retry-after", "seconds or an HTTP date", text(RETRY_AFTER, SimulatedFault.RetryAfter::new)),
            new DirectiveForm("should-retry", "true or false", DirectiveForm::shouldRetry),
            new DirectiveForm("error-code", "a word", text(WORD, SimulatedFault.ErrorCode::new)),
            new DirectiveForm("stop", "one of " + sorted(STOP_REASONS), DirectiveForm::stop),
            new DirectiveForm(
                    "thinking", "nothing, or tokens from 1", orDefault("40", counted(1, Scenario.Thinking::new))),
            new DirectiveForm("tool", "nothing, or a tool's name", orElse(new Scenario.Tool(""), Scenario.Tool::new)),
            new DirectiveForm("input", "a JSON object", DirectiveForm::input),
            new DirectiveForm("text", "a text, or a JSON string", DirectiveForm::messageText),
            new DirectiveForm("tokens", "0 to " + ScriptParser.MOST_TOKENS, counted(0, Scenario.Tokens::new)),
            new DirectiveForm("cache-miss", "one of " + sorted(CACHE_MISSES), DirectiveForm::cacheMiss),
            new DirectiveForm("cut-at", "bytes, from 0", whole(0, MOST_BYTES, SimulatedFault.CutAt::new)),
            new DirectiveForm("drop", "nothing", flag(new SimulatedFault.Drop())),
            new DirectiveForm("silence", "nothing", flag(new SimulatedFault.Silence())),
            new DirectiveForm(
                    "silence-after", "events, from 0", whole(0, MOST_BYTES, SimulatedFault.SilenceAfter::new)),
            new DirectiveForm(
                    "first-byte-delay", "a time such as 200ms or 2s", duration(SimulatedFault.FirstByteDelay::new)),
            new DirectiveForm("event-delay", "a time such as 20ms", duration(SimulatedFault.EventDelay::new)),
            new DirectiveForm("error-event", "first or later", DirectiveForm::errorEvent),
            new DirectiveForm("error-type", "a word", text(WORD, SimulatedFault.EventErrorType::new)),
            new DirectiveForm("pings", "0 to 1000", whole(0, 1000, SimulatedFault.Pings::new)),
            new DirectiveForm("no-pings", "nothing", flag(new SimulatedFault.Pings(0))),
            new DirectiveForm("chunk", "bytes, from 1", whole(1, MOST_BYTES, SimulatedFault.Chunk::new)),
            new DirectiveForm("unknown-events", "nothing", flag(new SimulatedFault.UnknownEvents())),
            new DirectiveForm("times", "1 to 1000000", whole(1, 1_000_000, Directive.Times::new)),
            new DirectiveForm("key", "a word", text(WORD, Directive.Key::new)));

    private static final Map<String, DirectiveForm> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(DirectiveForm::name, Function.identity()));

    /** The directive of that name; empty for an unknown one. */
    static Optional<DirectiveForm> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The directive for this value; empty for a wrong value. */
    Optional<Directive> read(String value) {
        return reader.apply(value);
    }

    private static Function<String, Optional<Directive>> whole(int least, int most, IntFunction<Directive> maker) {
        return value -> {
            if (!value.matches("\\d{1,9}")) {
                return Optional.empty();
            }
            int number = Integer.parseInt(value);
            return number < least || number > most ? Optional.empty() : Optional.of(maker.apply(number));
        };
    }

    private static Function<String, Optional<Directive>> counted(int least, IntFunction<Directive> maker) {
        return whole(least, ScriptParser.MOST_TOKENS, maker);
    }

    private static Function<String, Optional<Directive>> orDefault(
            String absent, Function<String, Optional<Directive>> reader) {
        return value -> reader.apply(value.isEmpty() ? absent : value);
    }

    private static Function<String, Optional<Directive>> orElse(Directive absent, Function<String, Directive> maker) {
        return value ->
                value.isEmpty() ? Optional.of(absent) : text(WORD, maker).apply(value);
    }

    private static Function<String, Optional<Directive>> flag(Directive directive) {
        return value -> value.isEmpty() ? Optional.of(directive) : Optional.empty();
    }

    private static Function<String, Optional<Directive>> text(Pattern form, Function<String, Directive> maker) {
        return value -> form.matcher(value).matches() ? Optional.of(maker.apply(value)) : Optional.empty();
    }

    private static Function<String, Optional<Directive>> duration(Function<Duration, Directive> maker) {
        return value -> {
            Matcher matcher = DURATION.matcher(value);
            return matcher.matches() ? Optional.of(maker.apply(length(matcher))) : Optional.empty();
        };
    }

    private static Duration length(Matcher matcher) {
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            default -> Duration.ofMinutes(amount);
        };
    }

    private static Optional<Directive> kind(String value) {
        return ErrorKind.named(value).map(SimulatedFault.OfKind::new);
    }

    private static Optional<Directive> shouldRetry(String value) {
        return value.equals("true") || value.equals("false")
                ? Optional.of(new SimulatedFault.ShouldRetry(value.equals("true")))
                : Optional.empty();
    }

    private static Optional<Directive> stop(String value) {
        return STOP_REASONS.contains(value) ? Optional.of(new Scenario.Stop(value)) : Optional.empty();
    }

    private static Optional<Directive> cacheMiss(String value) {
        return CACHE_MISSES.contains(value) ? Optional.of(new Scenario.CacheMissReason(value)) : Optional.empty();
    }

    private static Optional<Directive> errorEvent(String value) {
        return switch (value) {
            case "first" -> Optional.of(new SimulatedFault.ErrorEvent(SimulatedFault.Position.FIRST));
            case "later" -> Optional.of(new SimulatedFault.ErrorEvent(SimulatedFault.Position.LATER));
            default -> Optional.empty();
        };
    }

    private static Optional<Directive> input(String value) {
        return Json.read(value).filter(JsonNode::isObject).map(Scenario.Input::new);
    }

    private static Optional<Directive> messageText(String value) {
        if (!value.startsWith("\"")) {
            return Optional.of(new Scenario.Text(value));
        }
        return Json.read(value).filter(JsonNode::isTextual).map(text -> new Scenario.Text(text.textValue()));
    }

    private static String sorted(Set<String> words) {
        return words.stream().sorted().collect(Collectors.joining(", "));
    }
}
