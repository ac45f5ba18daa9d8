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

/** Reads {@code config/policy.yaml}: all of it is good, or every fault in it is named. */
public final class PolicyReader {
    private static final String PLANS = "plans";
    private static final String TEAMS = "teams";

    /** The keys of the file. */
    static final List<String> KNOWN = List.of(PLANS, TEAMS);

    private final Set<String> upstreams;

    /**
     * Reads policies for a gateway.
     *
     * @param upstreams the names under {@code weir.upstreams} that a team may be tied to
     */
    public PolicyReader(Set<String> upstreams) {
        this.upstreams = Set.copyOf(upstreams);
    }

    /** Reads the content of a followed policy file; each fault becomes a line with its place. Never throws. */
    public FileReading<Policy> follow(byte[] yaml) {
        Faults faults = new Faults();
        List<Team> teams = YamlDocument.parse(yaml, "a mapping of " + PLANS + ", " + TEAMS, faults)
                .map(this::teams)
                .orElse(List.of());
        return faults.isEmpty() ? new FileReading.Good<>(new Policy(teams)) : new FileReading.Bad<>(faults.inOrder());
    }

    private List<Team> teams(YamlNode root) {
        YamlFields sections = root.fields(KNOWN);
        Map<String, Plan> plans = new LinkedHashMap<>();
        section(sections, PLANS).forEach((name, place) -> {
            PolicyValues.isName(place, name);
            plans.put(name, PlanReader.read(name, place));
        });
        TeamReader reader = new TeamReader(plans, upstreams);
        List<Team> teams = new ArrayList<>();
        section(sections, TEAMS).forEach((name, place) -> teams.add(reader.read(name, place)));
        return teams;
    }

    private static Map<String, YamlNode> section(YamlFields sections, String name) {
        return sections.require(name)
                .filter(section -> !section.isEmpty())
                .map(section -> section.named("a mapping of " + name))
                .orElse(Map.of());
    }
}
