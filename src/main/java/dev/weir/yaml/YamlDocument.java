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

/** Parses one YAML document to a tree of nodes; no objects are ever constructed from its tags. */
public final class YamlDocument {
    /** The largest document, in bytes. */
    static final int MAX_SIZE = 4 * 1024 * 1024;

    private static final int MAX_NESTING = 20;
    private static final int MAX_ALIASES = 200;

    private YamlDocument() {}

    /**
     * Parses bytes to the root node; whatever makes them no document becomes a fault. Never throws.
     *
     * @param expected what the file should contain, for the fault of an empty one
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
            addSyntaxFault(e, faults);
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
        options.setTagInspector(_ -> true); // each tag becomes a fault of its node, so that all are reported at once
        return options;
    }

    /**
     * Adds a fault of YAML syntax; never the parser's message, which quotes the file, nor a problem text that quotes
     * names.
     */
    private static void addSyntaxFault(MarkedYAMLException e, Faults faults) {
        String problem = Optional.ofNullable(e.getProblem()).orElse("");
        Mark mark = Optional.ofNullable(e.getProblemMark()).orElse(e.getContextMark());
        String message = "not YAML: " + (isQuotingNames(problem) ? "an unknown alias, anchor or tag" : problem);
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
