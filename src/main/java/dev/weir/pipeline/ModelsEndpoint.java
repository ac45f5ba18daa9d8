package dev.weir.pipeline;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.weir.auth.Caller;
import dev.weir.auth.Identities;
import dev.weir.auth.Identity;
import dev.weir.body.Body;
import dev.weir.body.BodyCollector;
import dev.weir.body.ByteRoom;
import dev.weir.body.Collected;
import dev.weir.messages.ModelList;
import dev.weir.messages.ModelList.Page;
import dev.weir.pipeline.ExchangeEnd.Rejected;
import dev.weir.pipeline.ExchangeEnd.Served;
import dev.weir.pipeline.ModelsQuery.Parsed.Invalid;
import dev.weir.pipeline.ModelsQuery.Parsed.Valid;
import dev.weir.policy.Authorization.Authorized;
import dev.weir.policy.Authorization.Forbidden;
import dev.weir.policy.Plan;
import dev.weir.upstream.UpstreamRequest;
import dev.weir.upstream.UpstreamResponse;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The models: one as the upstream describes it, or the list. The list is fetched whole and cached for a minute; each
 * plan sees its part of it.
 *
 * <p>Safe for use by several event loops; two that miss the cache at the same time both fetch.
 */
public final class ModelsEndpoint {
    private static final Duration KEPT_FOR = Duration.ofSeconds(60);
    private static final int MOST_KEPT = 64;
    private static final int MOST_PAGES = 20;
    private static final long LARGEST_PAGE = 8 * 1024 * 1024;
    private static final Duration LONGEST_PAGE_TIME = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final String ONE_MODEL = "/v1/models/";

    private final UpstreamSender sender;
    private final ResponseRelay relay;
    private final Cache<CacheKey, ModelList> kept;

    /** Makes an endpoint whose cache is empty and ages by {@code ticker}. */
    public ModelsEndpoint(UpstreamSender sender, ResponseRelay relay, Ticker ticker) {
        this.sender = sender;
        this.relay = relay;
        this.kept = Caffeine.newBuilder()
                .maximumSize(MOST_KEPT)
                .executor(Runnable::run)
                .expireAfterWrite(KEPT_FOR)
                .ticker(ticker)
                .build();
    }

    /** Everything by which the upstream's lists may differ. */
    private record CacheKey(Optional<String> upstream, List<String> version, List<String> beta, String parameters) {}

    /** Goes on with the request for one model, if the plan has it. */
    Step<Sending> authorize(Exchange exchange, Caller caller) {
        ClientRequest request = exchange.request();
        return plan(exchange, caller)
                .then(plan -> plan.permits(modelId(request.uri()))
                        ? Step.next(sender.sending(
                                exchange, upstreamRequest(request, request.uri()), KeyAffinity.ofTeam(caller)))
                        : Step.reject(ErrorResponse.modelNotFound()));
    }

    /** Responds with the models of the caller's plan; never fails. */
    Future<ExchangeEnd> list(Exchange exchange, Caller caller) {
        return plan(exchange, caller).finish(plan -> switch (ModelsQuery.parse(
                exchange.request().uri())) {
            case Invalid(String message) -> rejected(ErrorResponse.malformed(message));
            case Valid(ModelsQuery query) -> list(new Fetch(exchange, caller, query, new ArrayList<>()), plan);
        });
    }

    private Future<ExchangeEnd> list(Fetch fetch, Plan plan) {
        return Optional.ofNullable(kept.getIfPresent(fetch.key()))
                .map(list -> served(fetch, plan, list))
                .orElseGet(() -> fetch(fetch, Optional.empty(), plan));
    }

    private static Step<Plan> plan(Exchange exchange, Caller caller) {
        Identity identity = Identities.of(caller.key(), Optional.empty());
        exchange.identified(identity);
        return switch (caller.team().authorize(identity.name(), exchange.day())) {
            case Forbidden forbidden -> Step.reject(ErrorResponse.forbidden(forbidden));
            case Authorized(Plan plan) -> Step.next(plan);
        };
    }

    private static String modelId(String uri) {
        return new QueryStringDecoder(uri).path().substring(ONE_MODEL.length());
    }

    private static UpstreamRequest upstreamRequest(ClientRequest request, String uri) {
        return new UpstreamRequest(HttpMethod.GET, uri, request.headers(), Optional.empty(), false);
    }

    private Future<ExchangeEnd> served(Fetch fetch, Plan plan, ModelList list) {
        byte[] page = list.filter(plan::permits).page(fetch.query().cursor());
        return Future.succeededFuture(new Served(page));
    }

    private static Future<ExchangeEnd> rejected(ErrorResponse error) {
        return Future.succeededFuture(new Rejected(error));
    }

    /** Fetches the page after {@code afterId}, and those that follow it. */
    private Future<ExchangeEnd> fetch(Fetch fetch, Optional<String> afterId, Plan plan) {
        if (fetch.pages().size() == MOST_PAGES) {
            return rejected(ErrorResponse.unreadableList());
        }
        ClientRequest request = fetch.exchange().request();
        String uri = fetch.query().upstreamUri(afterId);
        return sender.send(fetch.exchange(), upstreamRequest(request, uri), KeyAffinity.ofTeam(fetch.caller()))
                .finish(response -> fetched(fetch, response, plan));
    }

    private Future<ExchangeEnd> fetched(Fetch fetch, UpstreamResponse response, Plan plan) {
        if (response.status() == OK) {
            return collect(fetch, response).compose(collected -> switch (collected) {
                case Collected.Complete(Body body) -> read(fetch, bytes(body.stream()), plan);
                case Collected.TooLarge _, Collected.NoRoom _, Collected.TooSlow _, Collected.ClientGone _ ->
                    unreadable(response);
            });
        }
        return relay.other(fetch.exchange(), response);
    }

    /** Collects the body until the client disconnects or the exchange is interrupted. */
    private static Future<Collected> collect(Fetch fetch, UpstreamResponse response) {
        ClientRequest request = fetch.exchange().request();
        Promise<Collected> first = Promise.promise();
        Runnable giveUp = () -> first.tryComplete(new Collected.ClientGone());
        long timer = request.timers().after(LONGEST_PAGE_TIME, giveUp);
        request.client().onGone(giveUp);
        BodyCollector.collect(response.body(), OptionalLong.empty(), LARGEST_PAGE, new ByteRoom(LARGEST_PAGE))
                .onSuccess(collected -> {
                    request.timers().cancel(timer);
                    first.tryComplete(collected);
                });
        return first.future();
    }

    private static Future<ExchangeEnd> unreadable(UpstreamResponse response) {
        response.cancel().run();
        return rejected(ErrorResponse.unreadableList());
    }

    private Future<ExchangeEnd> read(Fetch fetch, byte[] body, Plan plan) {
        Optional<Page> page = ModelList.readPage(body);
        if (page.isEmpty()) {
            return rejected(ErrorResponse.unreadableList());
        }
        fetch.pages().add(page.get());
        if (page.get().lastId().isPresent()) {
            return fetch(fetch, page.get().lastId(), plan);
        }
        ModelList list = fetch.whole();
        kept.put(fetch.key(), list);
        return served(fetch, plan, list);
    }

    private static byte[] bytes(InputStream stream) {
        try (stream) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory could not be read", e);
        }
    }

    /**
     * A list that is being fetched, page after page.
     *
     * @param pages the pages so far
     */
    private record Fetch(Exchange exchange, Caller caller, ModelsQuery query, List<Page> pages) {
        CacheKey key() {
            MultiMap headers = exchange.request().headers();
            return new CacheKey(
                    caller.team().upstream(),
                    headers.getAll("anthropic-version"),
                    headers.getAll("anthropic-beta"),
                    query.others());
        }

        ModelList whole() {
            return new ModelList(
                    pages.stream().flatMap(page -> page.entries().stream()).toList());
        }
    }
}
