package dev.weir.yaml;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** One YAML document as a tree of places; nothing is ever constructed from it. */
public final class YamlDocument {
    /** The largest document, in bytes. */
    static final int MAX_SIZE = 4 * 1024 * 1024;

    private static final int MAX_NESTING = 20;
    private static final int MAX_ALIASES = 200;

    private YamlDocument() {}

    /**
     * Parses bytes to the root of their tree; what keeps them from being a document becomes a fault. Never throws.
     *
     * @param expected what stands in a file that is not empty, for the fault of one that is
     */
    public static Optional<YamlNode> parse(byte[] yaml, String expected, Faults faults) {
        if (yaml.length > MAX_SIZE) {
            faults.addOfFile("larger than " + MAX_SIZE + " bytes");
            return Optional.empty();
        }
        Optional<String> text = decode(yaml);
        if (text.isEmpty()) {
            faults.addOfFile("not UTF-8");
        }
        return text.flatMap(characters -> compose(characters, expected, faults))
                .map(node -> new YamlNode(node, "", faults));
    }

    private static Optional<String> decode(byte[] yaml) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(yaml))
                    .toString();
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    private static Optional<Node> compose(String text, String expected, Faults faults) {
        try {
            LoaderOptions options = options();
            Node root = new Composer(new ParserImpl(new StreamReader(text), options), new Resolver(), options)
                    .getSingleNode();
            if (root != null) {
                return Optional.of(root);
            }
            faults.addOfFile("empty" + YamlNode.expectation(expected));
        } catch (MarkedYAMLException e) {
            addBroken(e, faults);
        } catch (ReaderException e) {
            int line = (int) text.codePoints()
                            .limit(e.getPosition())
                            .filter(c -> c == '\n')
                            .count()
                    + 1;
            faults.addInLine(line, "a control character, which YAML does not allow");
        } catch (YAMLException _) {
            faults.addOfFile("nested more than " + MAX_NESTING + " deep, or more than " + MAX_ALIASES + " aliases");
        }
        return Optional.empty();
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(MAX_NESTING);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setCodePointLimit(MAX_SIZE);
        options.setTagInspector(_ -> true); // tags become faults of their place, as all are named at once
        return options;
    }

    /** Words where YAML itself is broken; the parser's own words may quote names, and its message quotes the file. */
    private static void addBroken(MarkedYAMLException e, Faults faults) {
        String problem = Optional.ofNullable(e.getProblem()).orElse("");
        Mark mark = Optional.ofNullable(e.getProblemMark()).orElse(e.getContextMark());
        String message =
                "not YAML: " + (isQuotingNames(problem) ? "an alias, anchor or tag that is not known" : problem);
        if (mark == null) {
            faults.addOfFile(message);
        } else {
            faults.add(mark, "", message);
        }
    }

    private static boolean isQuotingNames(String problem) {
        return problem.contains("undefined")
                || problem.contains("handle")
                || problem.contains("alias")
                || problem.contains("anchor");
    }
}
