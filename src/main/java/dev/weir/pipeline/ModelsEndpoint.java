package dev.weir.pipeline;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.weir.auth.Caller;
import dev.weir.body.BodyCollector;
import dev.weir.body.BodyRoom;
import dev.weir.body.Collected;
import dev.weir.messages.ModelList;
import dev.weir.messages.ModelList.ListedModel;
import dev.weir.messages.ModelList.Page;
import dev.weir.upstream.UpstreamOutcome;
import dev.weir.upstream.UpstreamOutcome.Responded;
import dev.weir.upstream.UpstreamRequest;
import dev.weir.upstream.UpstreamResponse;
import io.vertx.core.Future;
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
import java.util.function.Function;

/**
 * The models list: fetched whole from the upstream and kept for a minute, so that each plan can be shown its part of it.
 *
 * <p>Safe for use by several event loops; two that miss at the same time both fetch.
 */
public final class ModelsEndpoint {
    private static final Duration KEPT_FOR = Duration.ofSeconds(60);
    private static final int MOST_KEPT = 64;
    private static final int MOST_PAGES = 20;
    private static final long LARGEST_PAGE = 8 * 1024 * 1024;
    private static final Duration LONGEST_PAGE_TIME = Duration.ofSeconds(30);
    private static final int OK = 200;

    private final Cache<Key, ModelList> kept;

    /** Makes an empty cache that ages by {@code ticker}. */
    public ModelsEndpoint(Ticker ticker) {
        this.kept = Caffeine.newBuilder()
                .maximumSize(MOST_KEPT)
                .executor(Runnable::run)
                .expireAfterWrite(KEPT_FOR)
                .ticker(ticker)
                .build();
    }

    /** What came of fetching the list. */
    sealed interface Listing {
        /** The whole list. */
        record Listed(ModelList list) implements Listing {}

        /** The upstream answered something else, which is relayed. */
        record Answer(UpstreamResponse answer) implements Listing {}

        /** The upstream did not answer. */
        record NoAnswer(UpstreamOutcome outcome) implements Listing {}

        /** The upstream's list is not one, or too long, or did not come to its end. */
        record Unreadable() implements Listing {}
    }

    /** Lists are told apart by all that the upstream may answer differently for. */
    private record Key(Optional<String> upstream, List<String> version, List<String> beta, String parameters) {}

    /**
     * Lists the models, from the cache where they are there; never fails.
     *
     * @param send sends one request upstream
     */
    Future<Listing> list(
            ClientRequest call,
            Caller caller,
            ModelsQuery query,
            Function<UpstreamRequest, Future<UpstreamOutcome>> send) {
        Key key = new Key(
                caller.team().upstream(),
                call.headers().getAll("anthropic-version"),
                call.headers().getAll("anthropic-beta"),
                query.parameters());
        ModelList list = kept.getIfPresent(key);
        if (list != null) {
            return Future.succeededFuture(new Listing.Listed(list));
        }
        return new Fetch(call, caller, query, send).page(Optional.empty()).onSuccess(listing -> {
            if (listing instanceof Listing.Listed(ModelList fetched)) {
                kept.put(key, fetched);
            }
        });
    }

    /** Fetches all pages, one after the other. */
    private record Fetch(
            ClientRequest call,
            Caller caller,
            ModelsQuery query,
            Function<UpstreamRequest, Future<UpstreamOutcome>> send,
            List<Page> pages) {
        Fetch(
                ClientRequest call,
                Caller caller,
                ModelsQuery query,
                Function<UpstreamRequest, Future<UpstreamOutcome>> send) {
            this(call, caller, query, send, new ArrayList<>());
        }

        Future<Listing> page(Optional<String> afterId) {
            if (pages.size() == MOST_PAGES) {
                return Future.succeededFuture(new Listing.Unreadable());
            }
            UpstreamRequest request = new UpstreamRequest(
                    HttpMethod.GET,
                    query.upstreamUri(afterId),
                    call.headers(),
                    Optional.empty(),
                    false,
                    caller.team().upstream());
            return send.apply(request).compose(outcome -> switch (outcome) {
                case Responded(UpstreamResponse answer) when answer.status() == OK -> collect(answer);
                case Responded(UpstreamResponse answer) when isRedirect(answer) -> unreadable(answer);
                case Responded(UpstreamResponse answer) -> Future.succeededFuture(new Listing.Answer(answer));
                default -> Future.succeededFuture(new Listing.NoAnswer(outcome));
            });
        }

        /** Clients take no redirect here. Source: Anthropic's gateway protocol. */
        private static boolean isRedirect(UpstreamResponse answer) {
            return answer.status() / 100 == 3;
        }

        private Future<Listing> collect(UpstreamResponse answer) {
            return collected(answer).compose(collected -> switch (collected) {
                case Collected.Complete(var body) -> read(bytes(body.stream()));
                case Collected.TooLarge _, Collected.NoRoom _, Collected.TooSlow _, Collected.ClientGone _ ->
                    unreadable(answer);
            });
        }

        /** Collects the body, but not for longer than anybody waits for it. */
        private Future<Collected> collected(UpstreamResponse answer) {
            Promise<Collected> first = Promise.promise();
            Runnable giveUp = () -> first.tryComplete(new Collected.ClientGone());
            long timer = call.timers().after(LONGEST_PAGE_TIME, giveUp);
            call.client().onGone(giveUp);
            BodyCollector.collect(answer.body(), OptionalLong.empty(), LARGEST_PAGE, new BodyRoom(LARGEST_PAGE))
                    .onSuccess(collected -> {
                        call.timers().cancel(timer);
                        first.tryComplete(collected);
                    });
            return first.future();
        }

        private static Future<Listing> unreadable(UpstreamResponse answer) {
            answer.cancel().run();
            return Future.succeededFuture(new Listing.Unreadable());
        }

        private Future<Listing> read(byte[] body) {
            Optional<Page> page = ModelList.readPage(body);
            page.ifPresent(pages::add);
            if (page.isEmpty()) {
                return Future.succeededFuture(new Listing.Unreadable());
            }
            return page.get().lastId().isPresent() ? page(page.get().lastId()) : whole();
        }

        private Future<Listing> whole() {
            List<ListedModel> entries =
                    pages.stream().flatMap(page -> page.entries().stream()).toList();
            return Future.succeededFuture(new Listing.Listed(new ModelList(entries)));
        }

        private static byte[] bytes(InputStream stream) {
            try (stream) {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException("bytes in memory could not be read", e);
            }
        }
    }
}
