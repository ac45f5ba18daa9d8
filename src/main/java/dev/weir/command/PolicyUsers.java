package dev.weir.command;

import dev.weir.auth.Identity;
import dev.weir.auth.Pseudonyms;
import dev.weir.policy.Authorization.Authorized;
import dev.weir.policy.Authorization.Forbidden;
import dev.weir.policy.IdentityName;
import dev.weir.policy.Plan;
import dev.weir.policy.Team;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The users of a team whom the policy names: users of bound keys, exceptions, and the keys themselves.
 *
 * @param identities by the keyed hash under which Redis knows them
 */
record PolicyUsers(Map<String, Identity> identities) {
    PolicyUsers {
        identities = Map.copyOf(identities);
    }

    static PolicyUsers of(Team team, Pseudonyms pseudonyms) {
        Map<String, Identity> identities = new HashMap<>();
        Stream.concat(
                        team.users().keySet().stream(),
                        team.keys().stream().map(key -> key.user().orElse(IdentityName.KEY + key.id())))
                .map(Identity::parse)
                .forEach(identity -> identities.put(pseudonyms.of(team.name(), identity), identity));
        return new PolicyUsers(identities);
    }

    /**
     * Returns the plan of whoever has a hash; absent where the policy blocks that user.
     *
     * @param team the team of these users
     * @param today the day of UTC, by which exceptions of the policy end
     */
    Optional<Plan> planOf(String hash, Team team, LocalDate today) {
        return find(hash)
                .map(identity -> switch (team.authorize(identity.name(), today)) {
                    case Authorized(Plan own) -> Optional.of(own);
                    case Forbidden _ -> Optional.<Plan>empty();
                })
                .orElse(Optional.of(team.plan()));
    }

    /** Returns who has a hash; absent where the policy does not name that user. */
    Optional<Identity> find(String hash) {
        return Optional.ofNullable(identities.get(hash));
    }
}
