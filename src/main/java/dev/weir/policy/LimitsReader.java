package dev.weir.policy;

import dev.weir.policy.LimitKind.Unit;
import dev.weir.policy.LimitKind.Window;
import dev.weir.yaml.UniqueTexts;
import dev.weir.yaml.YamlFields;
import dev.weir.yaml.YamlNode;
import dev.weir.yaml.YamlValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Reads the limits of one level of a plan. */
record LimitsReader(LimitLevel level) {
    static final String BURST = "burst";
    static final String PER_MODEL = "per-model";
    static final String PER_SESSION = "per-session";
    static final String NAME = "name";
    static final String MODELS = "models";

    /** Names of entries at a level are few: each makes series of metrics, and keys in Redis for each user. */
    private static final int MOST_ENTRIES = 20;

    /** Returns the YAML keys that a level may have. */
    List<String> known() {
        Stream<String> others =
                level == LimitLevel.USER ? Stream.of(BURST, PER_MODEL, PER_SESSION) : Stream.of(BURST, PER_MODEL);
        return Stream.concat(kinds(level), others).toList();
    }

    /** Returns the YAML keys that an entry of {@code per-model} may have. */
    static List<String> knownOfEntry() {
        return Stream.concat(Stream.of(NAME, MODELS), Stream.concat(kinds(LimitLevel.USER), Stream.of(BURST)))
                .toList();
    }

    /** Returns the YAML keys that {@code per-session} may have. */
    static List<String> knownOfSession() {
        return Arrays.stream(LimitKind.values())
                .filter(LimitKind::isOfSession)
                .map(LimitKind::policyName)
                .toList();
    }

    Limits read(YamlNode node) {
        YamlFields fields = node.fields(known());
        return new Limits(
                limits(fields, level),
                fields.find(PER_MODEL).map(this::entries).orElse(List.of()),
                fields.find(PER_SESSION).map(LimitsReader::ofSession).orElse(List.of()));
    }

    private static Stream<String> kinds(LimitLevel of) {
        return Arrays.stream(LimitKind.values()).filter(kind -> kind.isFor(of)).map(LimitKind::policyName);
    }

    private List<ModelLimits> entries(YamlNode node) {
        List<YamlNode> items = node.items("a list of entries with " + NAME + ", " + MODELS + " and limits");
        if (items.size() > MOST_ENTRIES) {
            node.fault(items.size() + " entries" + YamlNode.expectation("at most " + MOST_ENTRIES));
        }
        UniqueTexts names = new UniqueTexts();
        return items.stream().flatMap(item -> entry(item, names).stream()).toList();
    }

    private static Optional<ModelLimits> entry(YamlNode node, UniqueTexts names) {
        YamlFields fields = node.fields(knownOfEntry());
        Optional<String> name = fields.require(NAME, "a name for the entry, which limits and metrics show")
                .flatMap(at -> {
                    Optional<String> text = at.text("a name").filter(given -> PolicyValues.isName(at, given));
                    text.ifPresent(given -> names.add(given, at));
                    return text;
                });
        var models = fields.require(MODELS)
                .map(at -> PolicyValues.models(at.filledItems("a list of patterns of model ids")));
        List<Limit> limits = limits(fields, LimitLevel.USER);
        if (limits.isEmpty() && node.isMapping()) {
            node.fault("limits nothing" + YamlNode.expectation("one limit or more"));
        }
        return name.flatMap(known -> models.map(patterns -> new ModelLimits(known, patterns, limits)));
    }

    private static List<Limit> ofSession(YamlNode node) {
        List<Limit> limits = new ArrayList<>();
        node.fields(knownOfSession())
                .forEach((name, value) -> Arrays.stream(LimitKind.values())
                        .filter(kind -> kind.isOfSession() && kind.policyName().equals(name))
                        .forEach(kind -> max(kind, value).ifPresent(max -> limits.add(new Limit(kind, max)))));
        return limits;
    }

    private static List<Limit> limits(YamlFields fields, LimitLevel level) {
        Map<LimitKind, OptionalLong> bursts = bursts(fields, level);
        List<Limit> limits = new ArrayList<>();
        fields.forEach((name, value) -> LimitKind.named(name)
                .ifPresent(kind -> max(kind, value)
                        .ifPresent(max ->
                                limits.add(new Limit(kind, max, bursts.getOrDefault(kind, OptionalLong.empty()))))));
        return limits;
    }

    private static OptionalLong max(LimitKind kind, YamlNode node) {
        return kind.unit() == Unit.USD ? PolicyValues.money(node) : YamlValues.whole(node, 0, kind.largest());
    }

    private static Map<LimitKind, OptionalLong> bursts(YamlFields limits, LimitLevel level) {
        Map<LimitKind, OptionalLong> bursts = new EnumMap<>(LimitKind.class);
        limits.find(BURST)
                .ifPresent(burst -> burst.fields(burstKeys(level)).forEach((name, node) -> {
                    OptionalLong size = YamlValues.whole(node, 1, LimitKind.MAX_PER_MINUTE);
                    LimitKind.named(name).ifPresent(kind -> bursts.put(kind, size));
                    if (!limits.has(name)) {
                        node.fault("there is no limit " + name + " beside it");
                    }
                }));
        return bursts;
    }

    private static List<String> burstKeys(LimitLevel level) {
        return Arrays.stream(LimitKind.values())
                .filter(kind -> kind.isFor(level) && kind.window() == Window.MINUTE)
                .map(LimitKind::policyName)
                .toList();
    }
}
