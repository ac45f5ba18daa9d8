package dev.weir.quota.identity;

import static dev.weir.policy.LimitKind.SESSION_REQUESTS;
import static dev.weir.quota.QuotaFixture.plan;
import static dev.weir.quota.QuotaFixture.result;
import static dev.weir.quota.QuotaFixture.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.auth.Caller;
import dev.weir.auth.Session;
import dev.weir.policy.Limit;
import dev.weir.policy.Limits;
import dev.weir.policy.Plan;
import dev.weir.quota.QuotaFixture;
import dev.weir.quota.store.UserRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NewSessionsTest {
    private static final Plan LIMITED = limited();
    private static final Caller CALLER = QuotaFixture.caller(LIMITED);

    private final QuotaFixture fixture = new QuotaFixture();
    private final Set<String> known = new HashSet<>();
    private int asked;
    private final NewSessions sessions = new NewSessions(registry(), fixture.guarded, 2, fixture.sources);

    @Test
    void letsSessionsBeyondTheBoundShareOne() {
        Optional<String> first = admit("a", "one");
        Optional<String> second = admit("a", "two");
        Optional<String> third = admit("a", "three");
        Optional<String> again = admit("a", "one");
        Optional<String> ofAnother = admit("b", "three");

        assertThat(first).hasValueSatisfying(hash -> assertThat(hash).matches("[0-9a-f]{32}"));
        assertThat(second).isNotEqualTo(first);
        assertThat(third).contains(NewSessions.OTHER);
        assertThat(again).isEqualTo(first);
        assertThat(ofAnother).hasValueSatisfying(hash -> assertThat(hash).isNotEqualTo(NewSessions.OTHER));
        assertThat(asked).isEqualTo(4);
    }

    @Test
    void asksOnceAnHourAboutASessionThatWasRejectedAndAnewEachDay() {
        admit("a", "one");
        admit("a", "two");

        admit("a", "three");
        admit("a", "three");
        int askedAtOnce = asked;
        fixture.clock.advance(Duration.ofMinutes(61));
        admit("a", "three");
        int askedAfterAnHour = asked;
        toOneMinuteBeforeMidnight();
        admit("a", "three");
        int askedBeforeMidnight = asked;
        fixture.clock.advance(Duration.ofMinutes(2));
        known.clear();
        Optional<String> tomorrow = admit("a", "three");

        assertThat(askedAtOnce).isEqualTo(3);
        assertThat(askedAfterAnHour).isEqualTo(4);
        assertThat(asked).isEqualTo(askedBeforeMidnight + 1);
        assertThat(tomorrow).isPresent().get().isNotEqualTo(NewSessions.OTHER);
    }

    private void toOneMinuteBeforeMidnight() {
        Instant now = fixture.clock.instant();
        Instant midnight = now.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1));
        fixture.clock.advance(Duration.between(now, midnight.minusSeconds(60)));
    }

    @Test
    void asksNothingWhereThePlanDoesNotLimitSessionsOrNoneIsNamed() {
        Optional<String> unlimited =
                result(sessions.admit(CALLER, user("a"), plan(), Session.of(Optional.of("one"), Optional.empty())));
        Optional<String> unnamed = result(sessions.admit(CALLER, user("a"), LIMITED, Optional.empty()));

        assertThat(unlimited).isEmpty();
        assertThat(unnamed).isEmpty();
        assertThat(asked).isZero();
    }

    @Test
    void showsASessionWithoutNamingIt() {
        Optional<String> shown =
                result(sessions.shown(CALLER, user("a"), LIMITED, Session.of(Optional.of("one"), Optional.empty())));

        assertThat(shown).isPresent();
        assertThat(known).isEmpty();
    }

    private Optional<String> admit(String user, String session) {
        return result(sessions.admit(CALLER, user(user), LIMITED, Session.of(Optional.of(session), Optional.empty())));
    }

    private UserRegistry registry() {
        return new UserRegistry() {
            @Override
            public Future<Boolean> name(String team, String key, String user, int perDay) {
                asked++;
                long ofKey = known.stream().filter(name -> name.startsWith(key)).count();
                return Future.succeededFuture(known.contains(key + user) || (ofKey < perDay && known.add(key + user)));
            }

            @Override
            public Future<Boolean> wouldName(String team, String key, String user, int perDay) {
                return Future.succeededFuture(true);
            }
        };
    }

    private static Plan limited() {
        Plan none = plan();
        return new Plan(
                none.name(),
                none.models(),
                none.deniedFeatures(),
                new Limits(List.of(), List.of(), List.of(new Limit(SESSION_REQUESTS, 2))),
                Limits.NONE,
                none.budgetHold(),
                none.mode());
    }
}
