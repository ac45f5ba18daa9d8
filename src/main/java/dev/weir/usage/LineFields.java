package dev.weir.usage;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.messages.Provenance;
import dev.weir.messages.Usage;
import dev.weir.pricing.CostByKind;
import dev.weir.pricing.NanoUsd;
import dev.weir.usage.UsageEntry.ModelUsage;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of one line, or of one part of it, that are summed; all others are skipped. Used once. */
final class LineFields {
    private static final int NANO_PLACES = 9;
    private static final String TOKENS = "_tokens";
    private static final String USD = "_usd";

    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Long> counts = new HashMap<>();
    private final Map<String, NanoUsd> amounts = new HashMap<>();
    private final List<LineFields> models = new ArrayList<>();
    private boolean isPriceKnown = true;

    /**
     * Reads an object whose opening brace was read.
     *
     * @throws DamagedLineException where a key has a value that Weir does not write
     * @throws IOException where the text is no JSON
     */
    static LineFields read(JsonParser parser) throws IOException {
        LineFields fields = new LineFields();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            fields.read(name, parser.nextToken(), parser);
        }
        return fields;
    }

    private void read(String name, JsonToken value, JsonParser parser) throws IOException {
        switch (name) {
            case "time",
                    "request_id",
                    "upstream_request_id",
                    "team",
                    "user",
                    "operation",
                    "session",
                    "project",
                    "model",
                    "model_served",
                    "model_asked",
                    "usage" -> text(name, value, parser);
            case "price_known" -> isPriceKnown = value != JsonToken.VALUE_FALSE;
            case "models" -> models(value, parser);
            case "web_searches" -> count(name, value, parser);
            default -> number(name, value, parser);
        }
    }

    private void number(String name, JsonToken value, JsonParser parser) throws IOException {
        if (name.endsWith(TOKENS)) {
            count(name, value, parser);
        } else if (name.endsWith(USD)) {
            amount(name, value, parser);
        } else {
            parser.skipChildren();
        }
    }

    private void text(String name, JsonToken value, JsonParser parser) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            texts.put(name, parser.getText());
        } else if (value != JsonToken.VALUE_NULL) {
            throw new DamagedLineException(name + " is no text");
        }
    }

    private void count(String name, JsonToken value, JsonParser parser) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        if (value != JsonToken.VALUE_NUMBER_INT || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw new DamagedLineException(name + " is no whole number");
        }
        long count = parser.getLongValue();
        if (count < 0) {
            throw new DamagedLineException(name + " is negative");
        }
        counts.put(name, count);
    }

    private void amount(String name, JsonToken value, JsonParser parser) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        if (!value.isNumeric()) {
            throw new DamagedLineException(name + " is no number");
        }
        BigDecimal usd = parser.getDecimalValue();
        if (usd.signum() < 0 || usd.scale() > NANO_PLACES || usd.precision() - usd.scale() > NANO_PLACES) {
            throw new DamagedLineException(name + " is no amount of dollars with up to nine decimals");
        }
        amounts.put(name, new NanoUsd(usd.movePointRight(NANO_PLACES).longValueExact()));
    }

    private void models(JsonToken value, JsonParser parser) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        if (value != JsonToken.START_ARRAY) {
            throw new DamagedLineException("models is no array");
        }
        for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
            if (item != JsonToken.START_OBJECT) {
                throw new DamagedLineException("models has an item that is no object");
            }
            models.add(read(parser));
        }
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(texts.get(name));
    }

    String required(String name) {
        return text(name).orElseThrow(() -> new DamagedLineException(name + " is missing"));
    }

    boolean isPriceKnown() {
        return isPriceKnown;
    }

    /** Returns the model that metrics count; lines of older versions only have the names. */
    Optional<String> model() {
        return text("model").or(() -> text("model_served")).or(() -> text("model_asked"));
    }

    Optional<Provenance> provenance() {
        return text("usage").map(name -> switch (name) {
            case "exact" -> Provenance.EXACT;
            case "partial" -> Provenance.PARTIAL;
            case "estimated" -> Provenance.ESTIMATED;
            default -> throw new DamagedLineException("usage is not one of exact, partial, estimated");
        });
    }

    NanoUsd cost() {
        return amounts.getOrDefault("cost_usd", NanoUsd.ZERO);
    }

    /** Returns what each model used. */
    List<ModelUsage> parts(String model) {
        return models.isEmpty()
                ? List.of(new ModelUsage(model, usage(), kinds()))
                : models.stream().map(part -> part.part()).toList();
    }

    private ModelUsage part() {
        return new ModelUsage(required("model"), usage(), kinds());
    }

    private Usage usage() {
        return new Usage(
                count("input_tokens"),
                count("cache_read_tokens"),
                count("cache_write_5m_tokens"),
                count("cache_write_1h_tokens"),
                count("output_tokens"),
                count("web_searches"),
                List.of());
    }

    private CostByKind kinds() {
        return new CostByKind(
                amount("input_usd"),
                amount("cache_read_usd"),
                amount("cache_write_5m_usd"),
                amount("cache_write_1h_usd"),
                amount("output_usd"),
                amount("web_search_usd"));
    }

    private long count(String name) {
        return counts.getOrDefault(name, 0L);
    }

    private NanoUsd amount(String name) {
        return amounts.getOrDefault(name, NanoUsd.ZERO);
    }
}
