package dev.weir.policy;

import dev.weir.policy.PolicyReading.Fault;
import dev.weir.reload.Reading;
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
    static final Set<String> KNOWN = PlanReader.ordered(List.of(PLANS, TEAMS));

    private final Set<String> upstreams;

    /**
     * Reads policies for a gateway.
     *
     * @param upstreams the names under {@code weir.upstreams} that a team may be tied to
     */
    public PolicyReader(Set<String> upstreams) {
        this.upstreams = Set.copyOf(upstreams);
    }

    /** Reads the content of a policy file; never throws. */
    public PolicyReading read(byte[] yaml) {
        Faults faults = new Faults();
        List<Team> teams = YamlDocument.parse(yaml, faults).map(this::teams).orElse(List.of());
        List<Fault> found = faults.inOrder();
        return found.isEmpty() ? new PolicyReading.Valid(new Policy(teams)) : new PolicyReading.Invalid(found);
    }

    /** Reads the content of a followed policy file; each fault becomes a line with its place. */
    public Reading<Policy> follow(byte[] yaml) {
        return switch (read(yaml)) {
            case PolicyReading.Valid(Policy policy) -> new Reading.Good<>(policy);
            case PolicyReading.Invalid(List<Fault> faults) ->
                new Reading.Bad<>(faults.stream().map(Fault::toString).toList());
        };
    }

    private List<Team> teams(Place root) {
        Map<String, Place> sections = root.fields(KNOWN);
        Map<String, Plan> plans = new LinkedHashMap<>();
        section(root, sections, PLANS).forEach((name, place) -> {
            Values.isName(place, name);
            plans.put(name, PlanReader.read(name, place));
        });
        TeamReader reader = new TeamReader(plans, upstreams);
        List<Team> teams = new ArrayList<>();
        section(root, sections, TEAMS).forEach((name, place) -> teams.add(reader.read(name, place)));
        return teams;
    }

    private static Map<String, Place> section(Place root, Map<String, Place> sections, String name) {
        Place section = sections.get(name);
        if (section == null) {
            if (root.isMapping()) {
                root.fault(name + " is missing");
            }
            return Map.of();
        }
        return section.isEmpty() ? Map.of() : section.named("a mapping of " + name);
    }
}
