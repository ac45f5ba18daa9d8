package dev.weir.policy;

import dev.weir.reload.FileReading;
import dev.weir.yaml.Faults;
import dev.weir.yaml.YamlDocument;
import dev.weir.yaml.YamlFields;
import dev.weir.yaml.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code config/policy.yaml}: it is valid as a whole, or every fault in it is reported. */
public final class PolicyReader {
    private static final String PLANS = "plans";
    private static final String TEAMS = "teams";

    /** The YAML keys of the file. */
    static final List<String> KNOWN = List.of(PLANS, TEAMS);

    private final Set<String> upstreams;

    /**
     * Creates a reader of policies.
     *
     * @param upstreams the names under {@code weir.upstreams} that a team may be tied to
     */
    public PolicyReader(Set<String> upstreams) {
        this.upstreams = Set.copyOf(upstreams);
    }

    /** Reads the content of a watched policy file; each fault becomes one line with its position. Never throws. */
    public FileReading<Policy> read(byte[] yaml) {
        Faults faults = new Faults();
        List<Team> teams = YamlDocument.parse(yaml, "a mapping of " + PLANS + ", " + TEAMS, faults)
                .map(this::teams)
                .orElse(List.of());
        return faults.isEmpty()
                ? new FileReading.Valid<>(new Policy(teams))
                : new FileReading.Invalid<>(faults.inOrder());
    }

    private List<Team> teams(YamlNode root) {
        YamlFields sections = root.fields(KNOWN);
        Map<String, Plan> plans = new LinkedHashMap<>();
        section(sections, PLANS).forEach((name, node) -> {
            PolicyValues.isName(node, name);
            plans.put(name, PlanReader.read(name, node));
        });
        TeamReader reader = new TeamReader(plans, upstreams);
        List<Team> teams = new ArrayList<>();
        section(sections, TEAMS).forEach((name, node) -> teams.add(reader.read(name, node)));
        return teams;
    }

    private static Map<String, YamlNode> section(YamlFields sections, String name) {
        return sections.require(name)
                .filter(section -> !section.isEmpty())
                .map(section -> section.named("a mapping of " + name))
                .orElse(Map.of());
    }
}
