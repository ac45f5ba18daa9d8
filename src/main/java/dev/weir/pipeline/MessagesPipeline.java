package dev.weir.pipeline;

import dev.weir.auth.Authentication.Authenticated;
import dev.weir.auth.Authentication.Unauthenticated;
import dev.weir.auth.Caller;
import dev.weir.auth.Credentials;
import dev.weir.auth.Identity;
import dev.weir.messages.ErrorType;
import dev.weir.messages.Operation;
import dev.weir.metering.Phase;
import dev.weir.pipeline.ExchangeEnd.Rejected;
import dev.weir.policy.Authorization.Authorized;
import dev.weir.policy.Authorization.Forbidden;
import dev.weir.policy.Plan;
import dev.weir.quota.QuotaDecision;
import dev.weir.quota.QuotaDecision.Denied;
import dev.weir.quota.QuotaDecision.Granted;
import dev.weir.quota.QuotaDecision.NeverAllowed;
import dev.weir.quota.QuotaDecision.Unavailable;
import dev.weir.quota.QuotaRequest;
import dev.weir.tracing.ChildSpan;
import dev.weir.tracing.Traces;
import dev.weir.upstream.UpstreamRequest;
import dev.weir.upstream.keys.KeyQuery;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The order of the stages: authenticate, admit, read, identify, authorize, reserve, send, relay; then, once and however
 * the exchange ended, settle and record.
 *
 * <p>Every stage returns a sealed outcome, over which one method switches without a default: an outcome added anywhere
 * is a compile error.
 */
public final class MessagesPipeline {
    private static final Logger LOG = Logger.getLogger(MessagesPipeline.class);

    private final Stages stages;
    private final ModelsEndpoint models;
    private final LimitsEndpoint limits;
    private final Completion completion;
    private final Traces traces;
    private final Clock clock;

    /** Puts the stages in their order. */
    public MessagesPipeline(
            Stages stages,
            ModelsEndpoint models,
            LimitsEndpoint limits,
            Completion completion,
            Traces traces,
            Clock clock) {
        this.stages = stages;
        this.models = models;
        this.limits = limits;
        this.completion = completion;
        this.traces = traces;
        this.clock = clock;
    }

    /** Serves one request from its head to its record; never fails, and completes when the response has ended. */
    public Future<Void> handle(ClientRequest request) {
        Exchange exchange = begun(request);
        return Future.succeededFuture()
                .compose(_ -> respond(exchange))
                .recover(fault -> Future.succeededFuture(failed(exchange, fault)))
                .compose(end -> completion.complete(exchange, end));
    }

    /** Responds to a request that no stage is to see; never fails. */
    public Future<Void> reject(ClientRequest request, ErrorResponse error) {
        return completion.complete(begun(request), new Rejected(error));
    }

    private Exchange begun(ClientRequest request) {
        Instant now = clock.instant();
        return new Exchange(request, now, traces.begin(request.headers(), now));
    }

    private Future<ExchangeEnd> respond(Exchange exchange) {
        Step<Caller> admitted = Step.nextUnlessGone(exchange.request(), exchange.request())
                .then(request -> authenticate(exchange, request))
                .then(caller -> admit(exchange, caller));
        return switch (exchange.request().route()) {
            case MESSAGES ->
                admitted.then(caller -> read(exchange, caller))
                        .then(read -> identify(exchange, read))
                        .then(identified -> authorize(exchange, identified))
                        .then(authorized -> reserve(exchange, authorized))
                        .finish(authorized -> stages.relay().message(exchange, sending(exchange, authorized)));
            case COUNT_TOKENS ->
                admitted.then(caller -> read(exchange, caller))
                        .then(read -> identifyWithoutBound(exchange, read))
                        .then(identified -> authorize(exchange, identified))
                        .then(authorized -> count(exchange, authorized))
                        .finish(authorized -> stages.relay().other(exchange, sending(exchange, authorized)));
            case MODELS -> admitted.finish(caller -> models.list(exchange, caller));
            case MODEL ->
                admitted.then(caller -> models.authorize(exchange, caller))
                        .finish(sending -> stages.relay().other(exchange, sending));
            case LIMITS -> admitted.finish(caller -> limits.report(exchange, caller));
            case NONE -> Future.succeededFuture(new Rejected(ErrorResponse.notFound()));
        };
    }

    private Step<Caller> authenticate(Exchange exchange, ClientRequest request) {
        Credentials credentials = new Credentials(
                request.headers().getAll(HttpHeaders.AUTHORIZATION),
                request.headers().getAll("x-api-key"));
        return switch (stages.authenticator().authenticate(credentials)) {
            case Unauthenticated rejected -> {
                stages.rejectedKeys().note(request.id(), rejected);
                yield Step.reject(ErrorResponse.unauthenticated(rejected.message()));
            }
            case Authenticated(Caller caller) -> {
                exchange.authenticated(caller);
                yield Step.next(caller);
            }
        };
    }

    private Step<Caller> admit(Exchange exchange, Caller caller) {
        return Step.nextUnless(stages.admission().enter(exchange, caller.key()), caller);
    }

    private Step<ReadRequest> read(Exchange exchange, Caller caller) {
        return stages.receiver().receive(exchange, caller).then(read -> {
            exchange.read(read);
            if (read.message().stream()) {
                stages.admission().streamRequested();
            }
            return Step.nextUnlessGone(exchange.request(), read);
        });
    }

    private Step<IdentifiedRequest> identify(Exchange exchange, ReadRequest read) {
        return Step.of(stages.identities()
                .ofMessage(read.caller(), read.message().userId())
                .map(identity -> identified(exchange, read, identity)));
    }

    private Step<IdentifiedRequest> identifyWithoutBound(Exchange exchange, ReadRequest read) {
        return identified(
                exchange,
                read,
                stages.identities().named(read.caller(), read.message().userId()));
    }

    private static Step<IdentifiedRequest> identified(Exchange exchange, ReadRequest read, Identity identity) {
        exchange.identified(identity);
        return Step.next(new IdentifiedRequest(read, identity));
    }

    private static Step<AuthorizedRequest> authorize(Exchange exchange, IdentifiedRequest request) {
        ReadRequest read = request.read();
        Operation operation = exchange.request().route().operation();
        return switch (read.caller()
                .team()
                .authorize(request.identity().name(), exchange.day(), operation, read.message())) {
            case Forbidden forbidden -> Step.reject(ErrorResponse.forbidden(forbidden));
            case Authorized(Plan plan) -> Step.next(new AuthorizedRequest(read, request.identity(), plan));
        };
    }

    private Step<AuthorizedRequest> reserve(Exchange exchange, AuthorizedRequest request) {
        ReadRequest read = request.read();
        long since = exchange.nanosSinceStart();
        exchange.trace().begin(ChildSpan.QUOTA);
        return Step.of(stages.identities()
                .sessionOfMessage(
                        read,
                        request.identity(),
                        request.plan(),
                        exchange.request().headers())
                .compose(session -> stages.quota()
                        .reserve(new QuotaRequest(
                                read.caller(),
                                request.identity(),
                                request.plan(),
                                read.message(),
                                session,
                                exchange.startedAt())))
                .map(decision -> granted(exchange, since, decision).then(granted -> {
                    exchange.reserved(new Reservation(stages.quota(), granted.lease(), granted.headers()));
                    return Step.nextUnlessGone(exchange.request(), request);
                })));
    }

    /** Nothing is held while tokens are counted, so there is nothing to settle. */
    private Step<AuthorizedRequest> count(Exchange exchange, AuthorizedRequest request) {
        long since = exchange.nanosSinceStart();
        exchange.trace().begin(ChildSpan.QUOTA);
        return Step.of(stages.quota()
                .count(request.read().caller(), request.identity(), request.plan())
                .map(decision -> granted(exchange, since, decision)
                        .then(_ -> Step.nextUnlessGone(exchange.request(), request))));
    }

    private static Step<Granted> granted(Exchange exchange, long since, QuotaDecision decision) {
        exchange.took(Phase.QUOTA, exchange.nanosSinceStart() - since);
        return switch (decision) {
            case Granted granted -> {
                exchange.trace().end(ChildSpan.QUOTA, "granted");
                yield Step.next(granted);
            }
            case Denied(ErrorType type, String message, Map<String, String> headers) -> {
                exchange.trace().end(ChildSpan.QUOTA, "denied");
                yield Step.reject(ErrorResponse.quotaDenied(type, message, headers));
            }
            case NeverAllowed(Forbidden why) -> {
                exchange.trace().end(ChildSpan.QUOTA, "denied");
                yield Step.reject(ErrorResponse.forbidden(why));
            }
            case Unavailable(String message, Map<String, String> headers) -> {
                exchange.trace().end(ChildSpan.QUOTA, "unavailable");
                yield Step.reject(ErrorResponse.quotaUnavailable(message, headers));
            }
        };
    }

    private Sending sending(Exchange exchange, AuthorizedRequest authorized) {
        ClientRequest request = exchange.request();
        ReadRequest read = authorized.read();
        KeyQuery key = request.route() == Route.MESSAGES
                ? KeyAffinity.ofMessage(read, request.headers())
                : KeyAffinity.ofTeam(read.caller());
        return stages.sender()
                .sending(
                        exchange,
                        new UpstreamRequest(
                                request.method(),
                                request.uri(),
                                request.headers(),
                                Optional.of(read.body()),
                                read.message().stream()),
                        key);
    }

    private static ExchangeEnd failed(Exchange exchange, Throwable fault) {
        LOG.errorf(fault, "Request %s failed", exchange.request().id());
        return new Rejected(ErrorResponse.fault());
    }

    /** A request and whom it counts for. */
    private record IdentifiedRequest(ReadRequest read, Identity identity) {}

    /** A request that the policy allows, and the plan by which it does. */
    private record AuthorizedRequest(ReadRequest read, Identity identity, Plan plan) {}
}
