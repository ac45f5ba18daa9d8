package dev.weir.quota.identity;

import static dev.weir.policy.LimitKind.REQUESTS_PER_MINUTE;
import static dev.weir.quota.QuotaFixture.plan;
import static dev.weir.quota.QuotaFixture.result;
import static dev.weir.quota.QuotaFixture.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.auth.Caller;
import dev.weir.auth.Identity;
import dev.weir.policy.Limit;
import dev.weir.policy.Plan;
import dev.weir.policy.Team;
import dev.weir.policy.Team.UserException;
import dev.weir.quota.QuotaFixture;
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
    private static final Caller CALLER = QuotaFixture.caller(LIMITED);
    private static final Identity OF_KEY = user("key:search-service");

    private final QuotaFixture fixture = new QuotaFixture();
    private final ListedUsers registry = new ListedUsers();
    private final NewUsers users = new NewUsers(registry, fixture.guarded, 2, fixture.sources);

    @Test
    void countsWhatAKeyNamesBeyondItsNumberForTheKeyItself() {
        Identity first = result(users.admit(CALLER, user("a")));
        Identity second = result(users.admit(CALLER, user("b")));
        Identity third = result(users.admit(CALLER, user("c")));
        Identity again = result(users.admit(CALLER, user("a")));

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
                Map.of("user:vip", new UserException.OtherPlan(LIMITED, Optional.empty())),
                CALLER.team().keys(),
                Optional.empty());

        Identity admitted = result(users.admit(new Caller(team, CALLER.key()), user("vip")));

        assertThat(admitted).isEqualTo(user("vip"));
        assertThat(registry.asked).isZero();
    }

    @Test
    void boundsNothingWhereNothingIsLimited() {
        result(users.admit(QuotaFixture.caller(plan()), user("a")));

        assertThat(registry.asked).isZero();
    }

    @Test
    void countsOnThisReplicaWhileRedisIsGoneAndAnewEachDay() {
        fixture.breakStore();
        result(users.admit(CALLER, user("a")));
        result(users.admit(CALLER, user("b")));

        Identity third = result(users.admit(CALLER, user("c")));
        fixture.clock.advance(Duration.ofDays(1));
        Identity tomorrow = result(users.admit(CALLER, user("c")));

        assertThat(third).isEqualTo(OF_KEY);
        assertThat(tomorrow).isEqualTo(user("c"));
    }

    @Test
    void asksAgainAboutAUserThatItTookForNewWhileRedisWasGone() {
        result(users.admit(CALLER, user("a")));
        registry.known.add("of another replica");
        registry.isGone = true;
        Identity meanwhile = result(users.admit(CALLER, user("c")));
        registry.isGone = false;

        Identity afterwards = result(users.admit(CALLER, user("c")));

        assertThat(meanwhile).isEqualTo(user("c"));
        assertThat(afterwards).isEqualTo(OF_KEY);
    }

    @Test
    void countsAUserOnceThatItTookForNewWhileRedisWasGone() {
        registry.isGone = true;
        result(users.admit(CALLER, user("a")));
        result(users.admit(CALLER, user("a")));

        Identity second = result(users.admit(CALLER, user("b")));
        Identity first = result(users.admit(CALLER, user("a")));

        assertThat(second).isEqualTo(user("b"));
        assertThat(first).isEqualTo(user("a"));
    }

    @Test
    void admitsNobodyNewWhileRedisIsGoneOnceItRejectedSomebodyToday() {
        result(users.admit(CALLER, user("a")));
        result(users.admit(CALLER, user("b")));
        result(users.admit(CALLER, user("c")));
        registry.isGone = true;

        Identity rejected = result(users.admit(CALLER, user("c")));
        Identity other = result(users.admit(CALLER, user("d")));
        Identity known = result(users.admit(CALLER, user("a")));
        fixture.clock.advance(Duration.ofDays(1));
        Identity tomorrow = result(users.admit(CALLER, user("c")));

        assertThat(rejected).isEqualTo(OF_KEY);
        assertThat(other).isEqualTo(OF_KEY);
        assertThat(known).isEqualTo(user("a"));
        assertThat(tomorrow).isEqualTo(user("c"));
    }

    @Test
    void asksAnewAboutAUserAfterTwelveHoursAndKnowsItStillWhileRedisIsGone() {
        result(users.admit(CALLER, user("a")));
        result(users.admit(CALLER, user("b")));
        result(users.admit(CALLER, user("c")));
        fixture.clock.advance(Duration.ofHours(13));
        registry.isGone = true;
        Identity meanwhile = result(users.admit(CALLER, user("a")));
        int asked = registry.asked;
        registry.isGone = false;

        result(users.admit(CALLER, user("a")));

        assertThat(meanwhile).isEqualTo(user("a"));
        assertThat(registry.asked).isEqualTo(asked + 1);
    }

    @Test
    void showsForWhomARequestWouldCountAndNamesNobody() {
        result(users.admit(CALLER, user("a")));
        Identity next = result(users.shown(CALLER, user("b")));
        result(users.admit(CALLER, user("c")));

        Identity beyond = result(users.shown(CALLER, user("b")));
        Identity known = result(users.shown(CALLER, user("c")));

        assertThat(next).isEqualTo(user("b"));
        assertThat(beyond).isEqualTo(OF_KEY);
        assertThat(known).isEqualTo(user("c"));
        assertThat(registry.known).hasSize(2);
    }

    @Test
    void takesNoPlaceByShowingWhileRedisIsGone() {
        registry.isGone = true;
        result(users.shown(CALLER, user("a")));
        result(users.shown(CALLER, user("b")));
        result(users.admit(CALLER, user("c")));
        Identity last = result(users.admit(CALLER, user("d")));

        Identity beyond = result(users.shown(CALLER, user("a")));
        Identity named = result(users.shown(CALLER, user("c")));

        assertThat(last).isEqualTo(user("d"));
        assertThat(beyond).isEqualTo(OF_KEY);
        assertThat(named).isEqualTo(user("c"));
    }

    /** Knows users as Redis does, on a day without end; fails while it is gone. */
    private static final class ListedUsers implements UserRegistry {
        private final Set<String> known = new HashSet<>();
        private int asked;
        private boolean isGone;

        @Override
        public Future<Boolean> name(String team, String key, String user, int perDay) {
            asked++;
            return wouldName(team, key, user, perDay).map(isNamed -> {
                if (isNamed) {
                    known.add(user);
                }
                return isNamed;
            });
        }

        @Override
        public Future<Boolean> wouldName(String team, String key, String user, int perDay) {
            return isGone
                    ? Future.failedFuture("gone")
                    : Future.succeededFuture(known.contains(user) || known.size() < perDay);
        }
    }
}
