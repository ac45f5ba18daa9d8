package dev.weir.policy;

import dev.weir.yaml.UniqueTexts;
import dev.weir.yaml.YamlFields;
import dev.weir.yaml.YamlNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads how the requests of one team are told apart by project; a value with a fault counts as absent. */
final class ProjectsReader {
    static final String HEADER = "project-header";
    static final String NAMES = "projects";

    /** Source: RFC 9110, section 5.6.2, a token. */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}");

    /** Headers that hold credentials: their values are looked at for nothing else. */
    private static final Set<String> CREDENTIALS = Set.of("authorization", "x-api-key", "cookie");

    /** What the usage log and its sums write for other values, and for none. */
    private static final Set<String> RESERVED = Set.of(Projects.OTHER, "none");

    private ProjectsReader() {}

    /** Reads both keys of a team; one without the other is a fault. */
    static Optional<Projects> read(YamlFields team) {
        Optional<YamlNode> header = team.find(HEADER);
        Optional<YamlNode> names = team.find(NAMES);
        if (header.isPresent() && names.isEmpty()) {
            header.get().fault(NAMES + " is missing" + YamlNode.expectation("a list of the values of this header"));
        }
        if (names.isPresent() && header.isEmpty()) {
            names.get().fault(HEADER + " is missing" + YamlNode.expectation("the header that names a project"));
        }
        Optional<String> name = header.flatMap(ProjectsReader::header);
        Set<String> values = names.map(ProjectsReader::names).orElse(Set.of());
        return name.filter(_ -> names.isPresent()).map(token -> new Projects(token, values));
    }

    private static Optional<String> header(YamlNode node) {
        String expected = "the name of a header, as in x-project";
        return node.text(expected).flatMap(text -> {
            if (!TOKEN.matcher(text).matches()) {
                return node.reject(expected);
            }
            String name = text.toLowerCase(Locale.ROOT);
            if (CREDENTIALS.contains(name)) {
                node.fault(name + ": a header of credentials" + YamlNode.expectation(expected));
                return Optional.empty();
            }
            return Optional.of(name);
        });
    }

    private static Set<String> names(YamlNode node) {
        List<YamlNode> items = node.filledItems("a list of projects");
        UniqueTexts unique = new UniqueTexts();
        Set<String> names = new LinkedHashSet<>();
        for (YamlNode item : items) {
            item.text("the name of a project")
                    .filter(text -> PolicyValues.isName(item, text))
                    .ifPresent(text -> {
                        if (RESERVED.contains(text)) {
                            item.fault(text + ": reserved for requests that name no project of this list");
                        }
                        unique.add(text, item);
                        names.add(text);
                    });
        }
        return names;
    }
}
