package dev.weir.policy;

import dev.weir.messages.Feature;
import dev.weir.messages.ModelPattern;
import dev.weir.policy.Plan.BudgetHold;
import dev.weir.policy.Plan.Mode;
import dev.weir.yaml.YamlFields;
import dev.weir.yaml.YamlNode;
import dev.weir.yaml.YamlValues;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads one plan; a value with a fault counts as absent. */
final class PlanReader {
    private static final String MODELS = "models";
    private static final String DENY_FEATURES = "deny-features";
    private static final String BUDGET_HOLD = "budget-hold";
    private static final String MODE = "mode";
    private static final Pattern MODEL = Pattern.compile("[!-~]{1,256}");

    /** The YAML keys of a plan. */
    static final List<String> KNOWN = List.of(
            MODELS, DENY_FEATURES, LimitLevel.USER.policyName(), LimitLevel.TEAM.policyName(), BUDGET_HOLD, MODE);

    private PlanReader() {}

    static Plan read(String name, YamlNode node) {
        YamlFields fields = node.fields(KNOWN);
        Optional<YamlNode> denied = fields.find(DENY_FEATURES);
        return new Plan(
                name,
                fields.find(MODELS).map(PlanReader::models),
                denied.map(PlanReader::features).orElse(Plan.DENIED_BY_DEFAULT),
                limits(fields, LimitLevel.USER),
                limits(fields, LimitLevel.TEAM),
                fields.find(BUDGET_HOLD).flatMap(PlanReader::hold).orElse(BudgetHold.EXPECTED),
                fields.find(MODE).flatMap(PlanReader::mode).orElse(Mode.ENFORCE));
    }

    private static Limits limits(YamlFields fields, LimitLevel level) {
        return fields.find(level.policyName())
                .map(new LimitsReader(level)::read)
                .orElse(Limits.NONE);
    }

    private static List<ModelPattern> models(YamlNode node) {
        return node.items("a list of patterns of model ids").stream()
                .flatMap(item -> pattern(item).stream())
                .toList();
    }

    private static Optional<ModelPattern> pattern(YamlNode node) {
        String expected = "a pattern as in claude-*, up to 256 visible ASCII characters";
        return node.text(expected)
                .flatMap(text ->
                        MODEL.matcher(text).matches() ? Optional.of(new ModelPattern(text)) : node.reject(expected));
    }

    private static Set<Feature> features(YamlNode node) {
        return node.items("a list of features").stream()
                .flatMap(item -> choice(item, "feature", Feature.values(), Feature::policyName).stream())
                .collect(Collectors.toSet());
    }

    private static Optional<BudgetHold> hold(YamlNode node) {
        return choice(node, "hold", BudgetHold.values(), BudgetHold::policyName);
    }

    private static Optional<Mode> mode(YamlNode node) {
        return choice(node, MODE, Mode.values(), Mode::policyName);
    }

    private static <E> Optional<E> choice(YamlNode node, String what, E[] values, Function<E, String> nameOf) {
        Collection<String> names = Arrays.stream(values).map(nameOf).toList();
        return YamlValues.oneOf(node, what, names)
                .flatMap(name -> Arrays.stream(values)
                        .filter(value -> nameOf.apply(value).equals(name))
                        .findFirst());
    }
}
