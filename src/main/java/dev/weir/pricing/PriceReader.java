package dev.weir.pricing;

import dev.weir.messages.ModelPattern;
import dev.weir.pricing.PriceTable.PricedModel;
import dev.weir.reload.FileReading;
import dev.weir.yaml.Faults;
import dev.weir.yaml.UniqueTexts;
import dev.weir.yaml.YamlDocument;
import dev.weir.yaml.YamlFields;
import dev.weir.yaml.YamlNode;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads {@code config/prices.yaml}; a table with any fault is rejected as a whole, and every fault is reported. */
public final class PriceReader {
    static final List<String> ROOT_KEYS = List.of("default", "factors", "server-tools", "models");
    static final List<String> SERVER_TOOL_KEYS = List.of("web-search-per-thousand");
    static final List<String> FACTOR_KEYS = List.of("service-tier", "speed", "inference-geo");
    static final List<String> MODEL_KEYS = List.of("id", "patterns", "max-output", "rates", "factors");

    /** The most entries: more would give metrics too many series. */
    static final int MAX_MODELS = 256;

    private static final int MAX_FACTOR = 100;
    private static final int MAX_USD_PER_THOUSAND = 10_000;

    private final UniqueTexts ids = new UniqueTexts();

    private PriceReader() {}

    /** Reads the content of a watched price file; each fault becomes one line with its position. Never throws. */
    public static FileReading<PriceTable> read(byte[] yaml) {
        Faults faults = new Faults();
        return YamlDocument.parse(yaml, "a price table", faults)
                .map(root -> new PriceReader().table(root))
                .filter(_ -> faults.isEmpty())
                .<FileReading<PriceTable>>map(FileReading.Valid::new)
                .orElseGet(() -> new FileReading.Invalid<>(faults.inOrder()));
    }

    private PriceTable table(YamlNode root) {
        YamlFields fields = root.fields(ROOT_KEYS);
        PriceFactors factors = factors(fields);
        var rates = fields.require("default").map(RatesReader::neverZero).orElse(RatesReader.STAND_IN);
        var least = new ModelPrice(PriceTable.OTHER, OptionalLong.empty(), rates, factors);
        var webSearch = fields.find("server-tools").flatMap(PriceReader::webSearch);
        var entries = fields.find("models").stream()
                .flatMap(node -> models(node).stream())
                .map(item -> entry(item, factors))
                .toList();
        var known = entries.stream().map(PricedModel::price).toList();
        return new PriceTable(entries, UnknownModelPrice.of(least, known), webSearch);
    }

    private static Optional<BigDecimal> webSearch(YamlNode node) {
        return node.fields(SERVER_TOOL_KEYS)
                .find("web-search-per-thousand")
                .flatMap(price -> PriceValues.upTo(MAX_USD_PER_THOUSAND, price));
    }

    private static PriceFactors factors(YamlFields owner) {
        return owner.find("factors")
                .map(node -> node.fields(FACTOR_KEYS))
                .map(fields -> new PriceFactors(
                        factors(fields, "service-tier"), factors(fields, "speed"), factors(fields, "inference-geo")))
                .orElse(PriceFactors.NONE);
    }

    private static Map<String, BigDecimal> factors(YamlFields fields, String key) {
        Map<String, BigDecimal> factors = new HashMap<>();
        fields.find(key)
                .map(node -> node.named("a mapping of factors"))
                .orElse(Map.of())
                .forEach((name, node) ->
                        PriceValues.aboveZeroUpTo(MAX_FACTOR, node).ifPresent(factor -> factors.put(name, factor)));
        return factors;
    }

    private static List<YamlNode> models(YamlNode node) {
        List<YamlNode> models = node.items("a list of models");
        if (models.size() > MAX_MODELS) {
            node.fault(models.size() + " entries" + YamlNode.expectation("at most " + MAX_MODELS));
        }
        return models;
    }

    private PricedModel entry(YamlNode node, PriceFactors base) {
        YamlFields fields = node.fields(MODEL_KEYS);
        String id = fields.require("id").flatMap(this::id).orElse("");
        List<ModelPattern> patterns = fields.find("patterns").stream()
                .flatMap(list -> list.items("a list of patterns of model ids").stream())
                .flatMap(item -> pattern(item).stream())
                .toList();
        var price = new ModelPrice(
                id,
                fields.find("max-output").map(PriceValues::tokens).orElse(OptionalLong.empty()),
                fields.require("rates").map(RatesReader::periods).orElse(RatesReader.STAND_IN),
                factors(fields).over(base));
        return new PricedModel(price, patterns);
    }

    private Optional<String> id(YamlNode node) {
        Optional<String> id = PriceValues.id(node);
        id.ifPresent(text -> ids.add(text, node));
        return id;
    }

    private Optional<ModelPattern> pattern(YamlNode node) {
        Optional<ModelPattern> pattern = PriceValues.pattern(node);
        pattern.ifPresent(known -> ids.add(known.text(), node));
        return pattern;
    }
}
