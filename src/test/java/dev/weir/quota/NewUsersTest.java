package dev.weir.quota;

import static dev.weir.policy.LimitKind.REQUESTS_PER_MINUTE;
import static dev.weir.quota.Scene.plan;
import static dev.weir.quota.Scene.result;
import static dev.weir.quota.Scene.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.auth.Caller;
import dev.weir.auth.UserBucket;
import dev.weir.policy.Limit;
import dev.weir.policy.Plan;
import dev.weir.policy.Team;
import dev.weir.policy.Team.UserException;
import dev.weir.quota.store.UserRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NewUsersTest {
    private static final Plan LIMITED = plan(new Limit(REQUESTS_PER_MINUTE, 10));
    private static final Caller CALLER = Scene.caller(LIMITED);
    private static final UserBucket OF_KEY = user("key:search-service");

    private final Scene scene = new Scene();
    private final ListedUsers registry = new ListedUsers();
    private final NewUsers users = new NewUsers(registry, scene.guarded, () -> 2, scene.sources);

    @Test
    void countsWhatAKeyNamesBeyondItsNumberForTheKeyItself() {
        UserBucket first = result(users.admit(CALLER, user("a")));
        UserBucket second = result(users.admit(CALLER, user("b")));
        UserBucket third = result(users.admit(CALLER, user("c")));
        UserBucket again = result(users.admit(CALLER, user("a")));

        assertThat(first).isEqualTo(user("a"));
        assertThat(second).isEqualTo(user("b"));
        assertThat(third).isEqualTo(OF_KEY);
        assertThat(again).isEqualTo(user("a"));
    }

    @Test
    void asksOnceAboutAUserThatIsKnown() {
        result(users.admit(CALLER, user("a")));

        result(users.admit(CALLER, user("a")));

        assertThat(registry.asked).isEqualTo(1);
    }

    @Test
    void knowsThoseWhomThePolicyNames() {
        Team team = new Team(
                "search",
                LIMITED,
                ZoneOffset.UTC,
                Optional.empty(),
                Map.of("user:vip", new UserException.OtherPlan(LIMITED)),
                CALLER.team().keys());

        UserBucket admitted = result(users.admit(new Caller(team, CALLER.key()), user("vip")));

        assertThat(admitted).isEqualTo(user("vip"));
        assertThat(registry.asked).isZero();
    }

    @Test
    void boundsNothingWhereNothingIsLimited() {
        result(users.admit(Scene.caller(plan()), user("a")));

        assertThat(registry.asked).isZero();
    }

    @Test
    void countsOnThisReplicaWhileRedisIsGoneAndAnewEachDay() {
        scene.breakStore();
        result(users.admit(CALLER, user("a")));
        result(users.admit(CALLER, user("b")));

        UserBucket third = result(users.admit(CALLER, user("c")));
        scene.clock.advance(Duration.ofDays(1));
        UserBucket tomorrow = result(users.admit(CALLER, user("c")));

        assertThat(third).isEqualTo(OF_KEY);
        assertThat(tomorrow).isEqualTo(user("c"));
    }

    /** Knows users as Redis does, on a day without end. */
    private static final class ListedUsers implements UserRegistry {
        private final Set<String> known = new HashSet<>();
        private int asked;

        @Override
        public Future<Boolean> name(String team, String key, String user, int perDay) {
            asked++;
            if (known.contains(user)) {
                return Future.succeededFuture(true);
            }
            return Future.succeededFuture(known.size() < perDay && known.add(user));
        }
    }
}
