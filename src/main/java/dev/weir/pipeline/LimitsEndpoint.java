package dev.weir.pipeline;

import dev.weir.auth.Caller;
import dev.weir.auth.Identities;
import dev.weir.auth.Identity;
import dev.weir.auth.Session;
import dev.weir.pipeline.ExchangeEnd.Rejected;
import dev.weir.pipeline.ExchangeEnd.Served;
import dev.weir.pipeline.LimitsQuery.Invalid;
import dev.weir.pipeline.LimitsQuery.Valid;
import dev.weir.policy.Authorization.Authorized;
import dev.weir.policy.Authorization.Forbidden;
import dev.weir.policy.Plan;
import dev.weir.quota.LimitsStatus;
import dev.weir.quota.LimitsStatus.Known;
import dev.weir.quota.LimitsStatus.Unknown;
import dev.weir.quota.QuotaLimiter;
import dev.weir.quota.identity.NewSessions;
import dev.weir.quota.identity.NewUsers;
import dev.weir.quota.response.LimitsBody;
import dev.weir.quota.store.Snapshot;
import io.vertx.core.Future;
import java.util.Optional;

/** Shows the state of the caller's own limits: {@code GET /weir/limits}. */
public final class LimitsEndpoint {
    private final NewUsers newUsers;
    private final NewSessions newSessions;
    private final QuotaLimiter quota;

    /** Makes an endpoint that reads the limits from {@code quota}. */
    public LimitsEndpoint(NewUsers newUsers, NewSessions newSessions, QuotaLimiter quota) {
        this.newUsers = newUsers;
        this.newSessions = newSessions;
        this.quota = quota;
    }

    /** Responds for the user that the key or the query names. */
    Future<ExchangeEnd> report(Exchange exchange, Caller caller) {
        return switch (LimitsQuery.of(exchange.request().uri())) {
            case Valid(Optional<String> userId) -> report(exchange, caller, userId);
            case Invalid(String message) -> rejected(ErrorResponse.malformed(message));
        };
    }

    private Future<ExchangeEnd> report(Exchange exchange, Caller caller, Optional<String> userId) {
        if (Identities.namesOtherUser(caller.key(), userId)) {
            return rejected(ErrorResponse.otherUser());
        }
        return newUsers.shown(caller, Identities.of(caller.key(), userId)).compose(identity -> {
            exchange.identified(identity);
            return report(exchange, caller, identity);
        });
    }

    private Future<ExchangeEnd> report(Exchange exchange, Caller caller, Identity identity) {
        return switch (caller.team().authorize(identity.name(), exchange.day())) {
            case Forbidden forbidden -> rejected(ErrorResponse.forbidden(forbidden));
            case Authorized(Plan plan) ->
                newSessions
                        .shown(caller, identity, plan, session(exchange))
                        .compose(session -> quota.limits(caller, identity, plan, session))
                        .map(reading -> end(caller, identity, plan, reading));
        };
    }

    private static Optional<Session> session(Exchange exchange) {
        return Session.of(Optional.ofNullable(exchange.request().headers().get(Session.HEADER)), Optional.empty());
    }

    private static ExchangeEnd end(Caller caller, Identity identity, Plan plan, LimitsStatus reading) {
        return switch (reading) {
            case Known(Snapshot snapshot) ->
                new Served(LimitsBody.json(
                        new LimitsBody.Whose(
                                caller.team().name(),
                                plan.name(),
                                identity.name(),
                                plan.mode().policyName()),
                        snapshot));
            case Unknown() -> new Rejected(ErrorResponse.limitsUnreadable());
        };
    }

    private static Future<ExchangeEnd> rejected(ErrorResponse error) {
        return Future.succeededFuture(new Rejected(error));
    }
}
