package dev.weir.pricing;

import dev.weir.pricing.ModelPrice.Period;
import dev.weir.pricing.PriceReading.Invalid;
import dev.weir.pricing.PriceReading.Valid;
import dev.weir.pricing.PriceTable.Entry;
import dev.weir.pricing.YamlFile.Parsing.Broken;
import dev.weir.pricing.YamlFile.Parsing.Parsed;
import dev.weir.pricing.YamlNode.Nothing;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads {@code config/prices.yaml}; a table with any fault is refused whole, with every fault named. */
public final class PriceReader {
    static final Set<String> ROOT_KEYS = Set.of("default", "factors", "server-tools", "models");
    static final Set<String> SERVER_TOOL_KEYS = Set.of("web-search-per-thousand");
    static final Set<String> FACTOR_KEYS = Set.of("service-tier", "speed", "inference-geo");
    static final Set<String> MODEL_KEYS = Set.of("id", "patterns", "max-output", "rates", "factors");

    /** More entries than this would make metrics with too many series. */
    static final int MAX_MODELS = 256;

    private static final int MAX_FACTOR = 100;
    private static final int MAX_USD_PER_THOUSAND = 10_000;

    private final Faults faults = new Faults();
    private final Scalars scalars = new Scalars(faults);
    private final RatesReader rates = new RatesReader(faults, scalars);
    private final Map<String, String> seen = new HashMap<>();

    private PriceReader() {}

    /** Reads a table from YAML text; never throws. */
    public static PriceReading read(String yaml) {
        return switch (YamlFile.parse(yaml)) {
            case Broken(var fault) -> new Invalid(List.of(fault));
            case Parsed(Nothing _) ->
                new Invalid(List.of(new PriceReading.Fault(1, "", "the file is empty (expected: a price table)")));
            case Parsed(var root) -> new PriceReader().table(root);
        };
    }

    private PriceReading table(YamlNode root) {
        var section = Section.open(root, "", ROOT_KEYS, faults);
        var factors = factors(section);
        var unknown = new ModelPrice(PriceTable.OTHER, OptionalLong.empty(), unknownRates(section), factors);
        var webSearch = section.find("server-tools").flatMap(this::webSearch);
        var entries = section.items("models", (node, path) -> entry(node, path, factors));
        if (entries.size() > MAX_MODELS) {
            faults.add(section.line(), "models", entries.size() + " entries (expected: at most " + MAX_MODELS + ")");
        }
        return faults.isEmpty()
                ? new Valid(new PriceTable(entries, unknown, webSearch))
                : new Invalid(faults.inOrder());
    }

    private List<Period> unknownRates(Section root) {
        return root.require("default")
                .map(node -> rates.neverZero(node, "default"))
                .orElse(RatesReader.STAND_IN);
    }

    private Optional<BigDecimal> webSearch(YamlNode node) {
        return Section.open(node, "server-tools", SERVER_TOOL_KEYS, faults)
                .find("web-search-per-thousand")
                .map(price -> scalars.decimalUpTo(MAX_USD_PER_THOUSAND, price, "server-tools.web-search-per-thousand"));
    }

    private Factors factors(Section owner) {
        return owner.find("factors")
                .map(node -> {
                    var section = Section.open(node, owner.pathOf("factors"), FACTOR_KEYS, faults);
                    return new Factors(
                            section.values("service-tier", this::factor),
                            section.values("speed", this::factor),
                            section.values("inference-geo", this::factor));
                })
                .orElse(Factors.NONE);
    }

    private BigDecimal factor(YamlNode node, String path) {
        return scalars.positiveUpTo(MAX_FACTOR, node, path);
    }

    private Entry entry(YamlNode node, String path, Factors base) {
        var section = Section.open(node, path, MODEL_KEYS, faults);
        var id = section.require("id").map(value -> id(value, section.pathOf("id")));
        var maxOutput = section.find("max-output").map(value -> scalars.tokens(value, section.pathOf("max-output")));
        var price = new ModelPrice(
                id.orElse(""),
                maxOutput.map(OptionalLong::of).orElse(OptionalLong.empty()),
                rates.periods(section),
                factors(section).over(base));
        return new Entry(price, section.items("patterns", this::pattern));
    }

    private String id(YamlNode node, String path) {
        var id = scalars.id(node, path);
        refuseTwice(node, path, id);
        return id;
    }

    private IdPattern pattern(YamlNode node, String path) {
        var pattern = scalars.pattern(node, path);
        refuseTwice(node, path, pattern.text());
        return pattern;
    }

    private void refuseTwice(YamlNode node, String path, String text) {
        var first = seen.putIfAbsent(text, path);
        if (first != null && !text.isEmpty()) {
            faults.add(node.line(), path, node.shown() + " stands at " + first + " already");
        }
    }
}
