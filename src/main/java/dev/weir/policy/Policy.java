package dev.weir.policy;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The teams of one policy file with their keys and plans; immutable. */
public final class Policy {
    private final Map<String, Team> teams;
    private final Map<String, KnownKey> keys;

    /** Indexes teams with distinct names and distinct keys. */
    public Policy(List<Team> teams) {
        Map<String, Team> byName = new LinkedHashMap<>();
        teams.forEach(team -> byName.put(team.name(), team));
        this.teams = Collections.unmodifiableMap(byName);
        this.keys = teams.stream()
                .flatMap(team -> team.keys().stream().map(key -> new KnownKey(team, key)))
                .collect(Collectors.toUnmodifiableMap(known -> known.key().sha256(), known -> known));
    }

    /** Returns the teams in the order of the policy. */
    public Collection<Team> teams() {
        return teams.values();
    }

    /** Returns the team of that name. */
    public Optional<Team> team(String name) {
        return Optional.ofNullable(teams.get(name));
    }

    /**
     * Returns the key with that digest, whether or not it has expired.
     *
     * @param sha256 lower-case hex of 64 characters
     */
    public Optional<KnownKey> key(String sha256) {
        return Optional.ofNullable(keys.get(sha256));
    }

    /** Returns the number of keys of all teams. */
    public int keyCount() {
        return keys.size();
    }

    /** Returns whether any key is valid on a day of UTC. */
    public boolean hasKeyValidOn(LocalDate day) {
        return keys.values().stream().anyMatch(known -> known.key().isValidOn(day));
    }

    /** Returns whether any team or user has a limit. */
    public boolean limitsAnybody() {
        return teams.values().stream().anyMatch(Team::limitsAnybody);
    }

    @Override
    public String toString() {
        return "Policy[" + teams.size() + " teams, " + keys.size() + " keys]";
    }
}
