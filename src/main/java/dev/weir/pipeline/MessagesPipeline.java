package dev.weir.pipeline;

import dev.weir.auth.Authentication.Authenticated;
import dev.weir.auth.Authentication.Unauthenticated;
import dev.weir.auth.Caller;
import dev.weir.auth.Credentials;
import dev.weir.auth.Identities;
import dev.weir.auth.Identity;
import dev.weir.body.Body;
import dev.weir.messages.ErrorType;
import dev.weir.messages.MessageRequest;
import dev.weir.messages.ModelList;
import dev.weir.messages.Operation;
import dev.weir.pipeline.Ending.ClientLeft;
import dev.weir.pipeline.Ending.Refused;
import dev.weir.pipeline.Ending.Relayed;
import dev.weir.pipeline.ModelsEndpoint.Listing;
import dev.weir.pipeline.ModelsQuery.Asked.Bad;
import dev.weir.pipeline.ModelsQuery.Asked.Good;
import dev.weir.policy.Authorization.Authorized;
import dev.weir.policy.Authorization.Forbidden;
import dev.weir.policy.Plan;
import dev.weir.quota.Lease;
import dev.weir.quota.QuotaDecision;
import dev.weir.quota.QuotaDecision.Denied;
import dev.weir.quota.QuotaDecision.Granted;
import dev.weir.quota.QuotaDecision.Unavailable;
import dev.weir.quota.QuotaHeaders;
import dev.weir.quota.QuotaRequest;
import dev.weir.relay.RelayEnd;
import dev.weir.relay.RelayEnd.NotBegun;
import dev.weir.relay.RelayedResponse;
import dev.weir.upstream.UpstreamAttempt;
import dev.weir.upstream.UpstreamOutcome;
import dev.weir.upstream.UpstreamOutcome.Busy;
import dev.weir.upstream.UpstreamOutcome.Cancelled;
import dev.weir.upstream.UpstreamOutcome.KeyRejected;
import dev.weir.upstream.UpstreamOutcome.Responded;
import dev.weir.upstream.UpstreamOutcome.TimedOut;
import dev.weir.upstream.UpstreamOutcome.Unreachable;
import dev.weir.upstream.UpstreamRequest;
import dev.weir.upstream.UpstreamResponse;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The order of the stages: authenticate, take in, permit, reserve, send, relay; then, once and whatever happened, settle and
 * record.
 *
 * <p>Every stage returns a sealed outcome, over which one method here switches: an outcome added anywhere is a compile error.
 */
public final class MessagesPipeline {
    private static final Logger LOG = Logger.getLogger(MessagesPipeline.class);
    private static final String REQUEST_ID = "request-id";

    private final Stages stages;
    private final ModelsEndpoint models;
    private final LimitsEndpoint limits;
    private final Admission admission;
    private final Conclusion conclusion;

    /** Puts the stages in their order. */
    public MessagesPipeline(
            Stages stages, ModelsEndpoint models, LimitsEndpoint limits, Admission admission, Conclusion conclusion) {
        this.stages = stages;
        this.models = models;
        this.limits = limits;
        this.admission = admission;
        this.conclusion = conclusion;
    }

    /** Serves one call from its head to its record; never fails, and completes when the answer has ended. */
    public Future<Void> handle(ClientRequest call) {
        Exchange exchange = conclusion.begin(call);
        return Future.succeededFuture()
                .compose(_ -> call.client().isGone() ? left() : authenticate(exchange))
                .recover(fault -> Future.succeededFuture(failed(exchange, fault)))
                .compose(ending -> conclusion.conclude(exchange, ending));
    }

    /** Answers a call that no stage is to see; never fails. */
    public Future<Void> refuse(ClientRequest call, ErrorResponse refusal) {
        return conclusion.conclude(conclusion.begin(call), new Refused(refusal));
    }

    private Future<Ending> authenticate(Exchange exchange) {
        return switch (stages.authenticator().authenticate(credentials(exchange.call()))) {
            case Unauthenticated(String message) -> refused(ErrorResponse.unauthenticated(message));
            case Authenticated(Caller caller) -> {
                exchange.authenticated(caller);
                yield admit(exchange, caller);
            }
        };
    }

    private Future<Ending> admit(Exchange exchange, Caller caller) {
        return switch (admission.enter(exchange)) {
            case FULL -> refused(ErrorResponse.overloaded());
            case CLOSED -> refused(ErrorResponse.draining());
            case ADMITTED -> {
                exchange.admitted();
                yield switch (exchange.call().operation()) {
                    case MESSAGES, COUNT_TOKENS -> take(exchange, caller);
                    case MODELS -> models(exchange, caller);
                    case OTHER -> limits.look(exchange, caller);
                };
            }
        };
    }

    private Future<Ending> models(Exchange exchange, Caller caller) {
        Identity user = Identities.of(caller.key(), Optional.empty());
        exchange.countedFor(user);
        return switch (caller.team().authorize(user.name())) {
            case Forbidden forbidden -> refused(ErrorResponse.forbidden(forbidden));
            case Authorized(Plan plan) ->
                switch (ModelsPath.of(exchange.call().uri())) {
                    case ModelsPath.One(String id) ->
                        plan.permits(id) ? send(exchange, caller) : refused(ErrorResponse.modelNotFound());
                    case ModelsPath.All() -> list(exchange, caller, plan);
                };
        };
    }

    private Future<Ending> list(Exchange exchange, Caller caller, Plan plan) {
        return switch (ModelsQuery.read(exchange.call().uri())) {
            case Bad(String message) -> refused(ErrorResponse.malformed(message));
            case Good(ModelsQuery query) ->
                models.list(exchange.call(), caller, query, request -> attempt(exchange, request))
                        .compose(listing -> switch (listing) {
                            case Listing.Listed(ModelList list) ->
                                listed(list.filter(plan::permits).page(query.cursor()));
                            case Listing.Answer(UpstreamResponse answer) -> relay(exchange, answer);
                            case Listing.NoAnswer(UpstreamOutcome outcome) -> outcome(exchange, outcome);
                            case Listing.Unreadable() -> refused(ErrorResponse.unreadableList());
                        });
        };
    }

    private Future<Ending> take(Exchange exchange, Caller caller) {
        return stages.intake().take(exchange).compose(result -> switch (result) {
            case Intake.Result.Refused(ErrorResponse refusal) -> refused(refusal);
            case Intake.Result.ClientLeft() -> left();
            case Intake.Result.Taken(Body body, MessageRequest request, long nanos) -> {
                exchange.taken(body, request, nanos);
                if (request.stream()) {
                    admission.streams();
                }
                yield exchange.call().client().isGone() ? left() : identify(exchange, caller, request);
            }
        });
    }

    private Future<Ending> identify(Exchange exchange, Caller caller, MessageRequest request) {
        Identity named = conclusion.identify(exchange, caller, request);
        if (exchange.call().operation() != Operation.MESSAGES) {
            return permit(exchange, caller, named, request);
        }
        return stages.newUsers().admit(caller, named).compose(user -> {
            exchange.countedFor(user);
            return permit(exchange, caller, user, request);
        });
    }

    private Future<Ending> permit(Exchange exchange, Caller caller, Identity user, MessageRequest request) {
        return switch (caller.team().authorize(user.name(), exchange.call().operation(), request)) {
            case Forbidden forbidden -> refused(ErrorResponse.forbidden(forbidden));
            case Authorized(Plan plan) ->
                reserve(exchange, new QuotaRequest(caller, user, plan, request, exchange.startedAt()));
        };
    }

    private Future<Ending> reserve(Exchange exchange, QuotaRequest request) {
        ClientRequest call = exchange.call();
        long since = call.timers().nanos();
        Future<QuotaDecision> judged = call.operation() == Operation.MESSAGES
                ? stages.quota().reserve(request)
                : stages.quota().count(request.caller(), request.user(), request.plan());
        return judged.compose(decision -> {
            exchange.judged(call.timers().nanos() - since);
            return switch (decision) {
                case Granted(Lease lease, QuotaHeaders headers) -> {
                    if (call.operation() == Operation.MESSAGES) {
                        exchange.reserved(lease, headers);
                    }
                    yield call.client().isGone() ? left() : send(exchange, request.caller());
                }
                case Denied(ErrorType type, String message, Map<String, String> headers) ->
                    refused(ErrorResponse.quotaDenied(type, message, headers));
                case Unavailable(String message, Map<String, String> headers) ->
                    refused(ErrorResponse.quotaUnavailable(message, headers));
            };
        });
    }

    private Future<Ending> send(Exchange exchange, Caller caller) {
        ClientRequest call = exchange.call();
        UpstreamRequest request = new UpstreamRequest(
                call.method(),
                call.uri(),
                call.headers(),
                exchange.body(),
                exchange.expectsStream(),
                caller.team().upstream());
        return attempt(exchange, request).compose(outcome -> outcome(exchange, outcome));
    }

    private Future<UpstreamOutcome> attempt(Exchange exchange, UpstreamRequest request) {
        UpstreamAttempt attempt = stages.upstream().send(request);
        exchange.sent(attempt);
        exchange.call().client().onGone(attempt::cancel);
        exchange.onInterrupt(attempt::cancel);
        return attempt.outcome().onSuccess(outcome -> conclusion.attempted(attempt, outcome));
    }

    private Future<Ending> outcome(Exchange exchange, UpstreamOutcome outcome) {
        return switch (outcome) {
            case Responded(UpstreamResponse answer) -> relay(exchange, answer);
            case Unreachable(String message) -> refused(ErrorResponse.unreachable(message));
            case KeyRejected() -> refused(ErrorResponse.keyRefused());
            case TimedOut(String setting) -> refused(ErrorResponse.tooLate(setting));
            case Busy() -> refused(ErrorResponse.upstreamBusy());
            case Cancelled() -> exchange.isInterrupted() ? refused(ErrorResponse.draining()) : left();
        };
    }

    private Future<Ending> relay(Exchange exchange, UpstreamResponse answer) {
        ClientRequest call = exchange.call();
        Optional<String> upstreamId = Optional.ofNullable(answer.headers().get(REQUEST_ID));
        exchange.answered(upstreamId);
        RelayedResponse relayed = new RelayedResponse(
                answer.status(),
                answer.headers(),
                answer.body(),
                answer.cancel(),
                exchange.quotaHeaders().of(answer.status()),
                new RelayProgress(exchange, answer.status(), stages.quota(), conclusion),
                upstreamId.orElse(call.id()));
        Future<RelayEnd> end = call.operation() == Operation.MESSAGES
                ? stages.relay().message(relayed, call.client(), call.timers())
                : stages.relay().other(relayed, call.client(), call.timers());
        return end.map(reached -> reached instanceof NotBegun nothing
                ? new Refused(ErrorResponse.brokeOff(nothing.type(), nothing.message()))
                : new Relayed(answer.status(), reached));
    }

    private static Ending failed(Exchange exchange, Throwable fault) {
        LOG.errorf(fault, "Request %s failed", exchange.call().id());
        return new Refused(ErrorResponse.fault());
    }

    private static Credentials credentials(ClientRequest call) {
        return new Credentials(
                call.headers().getAll(HttpHeaders.AUTHORIZATION), call.headers().getAll("x-api-key"));
    }

    private static Future<Ending> refused(ErrorResponse refusal) {
        return Future.succeededFuture(new Refused(refusal));
    }

    private static Future<Ending> listed(byte[] page) {
        return Future.succeededFuture(new Ending.Listed(page));
    }

    private static Future<Ending> left() {
        return Future.succeededFuture(new ClientLeft());
    }
}
