package dev.weir.pipeline;

import dev.weir.auth.Caller;
import dev.weir.auth.Identities;
import dev.weir.auth.Identity;
import dev.weir.pipeline.Ending.Listed;
import dev.weir.pipeline.Ending.Refused;
import dev.weir.policy.Authorization.Authorized;
import dev.weir.policy.Authorization.Forbidden;
import dev.weir.policy.Plan;
import dev.weir.quota.LimitsBody;
import dev.weir.quota.LimitsReading.Read;
import dev.weir.quota.LimitsReading.Unreadable;
import dev.weir.quota.NewUsers;
import dev.weir.quota.QuotaLimiter;
import dev.weir.quota.store.Snapshot;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Tells callers how their own limits stand: {@code GET /weir/limits}. */
public final class LimitsEndpoint {
    private static final String USER_ID = "user_id";

    private final NewUsers newUsers;
    private final QuotaLimiter quota;

    /** Tells what a limiter knows of those for whom calls count. */
    public LimitsEndpoint(NewUsers newUsers, QuotaLimiter quota) {
        this.newUsers = newUsers;
        this.quota = quota;
    }

    /** Answers for the user that the key or the query names. */
    Future<Ending> look(Exchange exchange, Caller caller) {
        List<String> named = userIds(exchange.call().uri());
        return named.size() > 1
                ? refused(ErrorResponse.malformed("user_id: Input should be given once"))
                : look(exchange, caller, named.stream().findFirst());
    }

    private Future<Ending> look(Exchange exchange, Caller caller, Optional<String> userId) {
        if (Identities.namesOtherUser(caller.key(), userId)) {
            return refused(ErrorResponse.otherUser());
        }
        return newUsers.shown(caller, Identities.of(caller.key(), userId)).compose(user -> {
            exchange.countedFor(user);
            return look(caller, user);
        });
    }

    private Future<Ending> look(Caller caller, Identity user) {
        return switch (caller.team().authorize(user.name())) {
            case Forbidden forbidden -> refused(ErrorResponse.forbidden(forbidden));
            case Authorized(Plan plan) ->
                quota.look(caller, user, plan).map(reading -> switch (reading) {
                    case Read(Snapshot snapshot) ->
                        new Listed(LimitsBody.json(
                                new LimitsBody.Whose(
                                        caller.team().name(),
                                        plan.name(),
                                        user.name(),
                                        plan.mode().policyName()),
                                snapshot));
                    case Unreadable() -> new Refused(ErrorResponse.limitsUnreadable());
                });
        };
    }

    private static Future<Ending> refused(ErrorResponse refusal) {
        return Future.succeededFuture(new Refused(refusal));
    }

    private static List<String> userIds(String uri) {
        return Optional.ofNullable(new QueryStringDecoder(uri).parameters().get(USER_ID))
                .orElse(List.of());
    }
}
