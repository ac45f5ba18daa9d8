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
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads one plan; a value with a fault counts as absent. */
final class PlanReader {
    private static final String MODELS = "models";
    private static final String DENY_FEATURES = "deny-features";
    private static final String BUDGET_HOLD = "budget-hold";
    private static final String MODE = "mode";
    private static final String WARN_AT = "warn-at";
    private static final int MOST_THRESHOLDS = 10;

    /** The YAML keys of a plan. */
    static final List<String> KNOWN = List.of(
            MODELS,
            DENY_FEATURES,
            LimitLevel.USER.policyName(),
            LimitLevel.TEAM.policyName(),
            WARN_AT,
            BUDGET_HOLD,
            MODE);

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
                fields.find(MODE).flatMap(PlanReader::mode).orElse(Mode.ENFORCE),
                Thresholds.of(fields.find(WARN_AT).map(PlanReader::thresholds).orElse(List.of())));
    }

    private static Limits limits(YamlFields fields, LimitLevel level) {
        return fields.find(level.policyName())
                .map(new LimitsReader(level)::read)
                .orElse(Limits.NONE);
    }

    private static List<ModelPattern> models(YamlNode node) {
        return PolicyValues.models(node.items("a list of patterns of model ids"));
    }

    /** Returns the thresholds, lowest first. */
    private static List<Integer> thresholds(YamlNode node) {
        List<YamlNode> items = node.items("a list of percentages from 1 to 100");
        if (items.size() > MOST_THRESHOLDS) {
            node.fault(items.size() + " thresholds" + YamlNode.expectation("at most " + MOST_THRESHOLDS));
        }
        SortedSet<Integer> percents = new TreeSet<>();
        for (YamlNode item : items) {
            YamlValues.whole(item, 1, 100).ifPresent(percent -> {
                if (!percents.add((int) percent)) {
                    item.fault("given twice");
                }
            });
        }
        return List.copyOf(percents);
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
