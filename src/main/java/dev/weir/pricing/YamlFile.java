package dev.weir.pricing;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.weir.pricing.PriceReading.Fault;
import dev.weir.pricing.YamlNode.Mapping;
import dev.weir.pricing.YamlNode.Nothing;
import dev.weir.pricing.YamlNode.Numeral;
import dev.weir.pricing.YamlNode.Sequence;
import dev.weir.pricing.YamlNode.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Objects;

/** YAML text as nodes that know their lines; refuses keys that stand twice, aliases and a second document. */
final class YamlFile {
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private YamlFile() {}

    /** What came of parsing. */
    sealed interface Parsing {
        /** The text is YAML. */
        record Parsed(YamlNode root) implements Parsing {}

        /** It is not. */
        record Broken(Fault fault) implements Parsing {}
    }

    static Parsing parse(String text) {
        try (var parser = YAML.createParser(text)) {
            if (parser.nextToken() == null) {
                return new Parsing.Parsed(new Nothing(1));
            }
            var root = node(parser);
            if (parser.nextToken() != null) {
                return broken(line(parser), "a second document (expected: one)");
            }
            return new Parsing.Parsed(root);
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            return broken(at == null ? 1 : at.getLineNr(), firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            return broken(1, "not readable: " + e.getClass().getSimpleName());
        }
    }

    private static Parsing broken(int line, String message) {
        return new Parsing.Broken(new Fault(line, "", message));
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("not YAML");
    }

    private static YamlNode node(YAMLParser parser) throws IOException {
        var line = line(parser);
        if (parser.isCurrentAlias()) {
            throw new AliasException(parser);
        }
        return switch (Objects.requireNonNull(parser.currentToken())) {
            case START_OBJECT -> mapping(parser, line);
            case START_ARRAY -> sequence(parser, line);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeral(line, parser.getText());
            case VALUE_NULL -> new Nothing(line);
            default -> parser.getText().isEmpty() ? new Nothing(line) : new Text(line, parser.getText());
        };
    }

    private static Mapping mapping(YAMLParser parser, int line) throws IOException {
        var values = new LinkedHashMap<String, YamlNode>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var key = parser.currentName();
            parser.nextToken();
            values.put(key, node(parser));
        }
        return new Mapping(line, values);
    }

    private static Sequence sequence(YAMLParser parser, int line) throws IOException {
        var values = new ArrayList<YamlNode>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(node(parser));
        }
        return new Sequence(line, values);
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    /** Carries an alias out of the recursion. */
    private static final class AliasException extends JsonProcessingException {
        AliasException(JsonParser parser) {
            super("an alias (expected: the value itself)", parser.currentTokenLocation());
        }
    }
}
