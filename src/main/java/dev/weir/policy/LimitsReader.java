package dev.weir.policy;

import dev.weir.policy.LimitKind.Unit;
import dev.weir.policy.LimitKind.Window;
import dev.weir.yaml.YamlFields;
import dev.weir.yaml.YamlNode;
import dev.weir.yaml.YamlValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Reads the limits of one level of a plan. */
record LimitsReader(LimitLevel level) {
    static final String BURST = "burst";

    /** Returns the YAML keys that a level may have. */
    List<String> known() {
        return Stream.concat(
                        Arrays.stream(LimitKind.values())
                                .filter(kind -> kind.isFor(level))
                                .map(LimitKind::policyName),
                        Stream.of(BURST))
                .toList();
    }

    Limits read(YamlNode node) {
        YamlFields fields = node.fields(known());
        Map<LimitKind, OptionalLong> bursts = bursts(fields);
        List<Limit> limits = new ArrayList<>();
        fields.forEach((name, value) -> LimitKind.named(name)
                .ifPresent(kind -> max(kind, value)
                        .ifPresent(max ->
                                limits.add(new Limit(kind, max, bursts.getOrDefault(kind, OptionalLong.empty()))))));
        return new Limits(limits);
    }

    private static OptionalLong max(LimitKind kind, YamlNode node) {
        return kind.unit() == Unit.USD ? PolicyValues.money(node) : YamlValues.whole(node, 0, kind.largest());
    }

    private Map<LimitKind, OptionalLong> bursts(YamlFields limits) {
        Map<LimitKind, OptionalLong> bursts = new EnumMap<>(LimitKind.class);
        limits.find(BURST)
                .ifPresent(burst -> burst.fields(burstKeys()).forEach((name, node) -> {
                    OptionalLong size = YamlValues.whole(node, 1, LimitKind.MAX_PER_MINUTE);
                    LimitKind.named(name).ifPresent(kind -> bursts.put(kind, size));
                    if (!limits.has(name)) {
                        node.fault("there is no limit " + name + " beside it");
                    }
                }));
        return bursts;
    }

    private List<String> burstKeys() {
        return Arrays.stream(LimitKind.values())
                .filter(kind -> kind.isFor(level) && kind.window() == Window.MINUTE)
                .map(LimitKind::policyName)
                .toList();
    }
}
