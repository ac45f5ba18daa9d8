package dev.weir.pipeline;

import dev.weir.body.Body;
import dev.weir.body.BodyCollector;
import dev.weir.body.BodyRoom;
import dev.weir.body.Collected;
import dev.weir.messages.ContentEncoding;
import dev.weir.messages.MessageRequest;
import dev.weir.messages.RequestReader;
import dev.weir.messages.RequestReading;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Takes in a request: collects the body within its bounds and reads the facts from it.
 *
 * <p>What could take long, a body above 1 MiB or an encoded one, is read on a worker thread, so that no event loop is held.
 */
public final class Intake {
    private static final int READ_ON_EVENT_LOOP_BYTES = 1024 * 1024;

    private final Vertx vertx;
    private final RequestReader reader;
    private final BodyRoom room;
    private final long maxSize;
    private final BodyDeadline pace;

    /**
     * Makes an intake.
     *
     * @param maxSize bytes that one body may have
     * @param pace how fast one must come
     */
    public Intake(Vertx vertx, RequestReader reader, BodyRoom room, long maxSize, BodyDeadline pace) {
        this.vertx = vertx;
        this.reader = reader;
        this.room = room;
        this.maxSize = maxSize;
        this.pace = pace;
    }

    /** What came of taking in a request. */
    sealed interface Result {
        /**
         * The body and what it says; whoever takes the body releases it.
         *
         * @param nanos how long reading took once the body was there
         */
        record Taken(Body body, MessageRequest request, long nanos) implements Result {}

        /** The request is not what it must be, or there is no room for it. */
        record Refused(ErrorResponse refusal) implements Result {}

        /** The client left before its request was there. */
        record ClientLeft() implements Result {}
    }

    /**
     * Takes in the request of {@code exchange}; never fails for anything that a client can do. One that is still coming when
     * Weir ends is refused, and what comes of it later is let go.
     */
    Future<Result> take(Exchange exchange) {
        Promise<Result> first = Promise.promise();
        exchange.onInterrupt(() -> first.tryComplete(new Result.Refused(ErrorResponse.draining())));
        take(exchange.call()).onFailure(first::tryFail).onSuccess(result -> {
            if (!first.tryComplete(result) && result instanceof Result.Taken late) {
                late.body().release();
            }
        });
        return first.future();
    }

    private Future<Result> take(ClientRequest call) {
        OptionalLong declared = declaredSize(call);
        if (declared.orElse(0) > maxSize) {
            return refused(ErrorResponse.tooLarge(maxSize));
        }
        if (!room.hasRoomFor(declared.orElse(0))) {
            return refused(ErrorResponse.overloaded());
        }
        Optional<ContentEncoding> encoding = encodingOf(call);
        if (encoding.isEmpty()) {
            return refused(ErrorResponse.unknownEncoding());
        }
        call.inviteBody().run();
        BodyCollector collector = BodyCollector.begin(call.body(), declared, maxSize, room);
        pace.watch(collector, call.timers());
        return collector.collected().compose(collected -> read(call, encoding.get(), collected));
    }

    private Future<Result> read(ClientRequest call, ContentEncoding encoding, Collected collected) {
        return switch (collected) {
            case Collected.TooLarge _ -> refused(ErrorResponse.tooLarge(maxSize));
            case Collected.TooSlow _ -> refused(ErrorResponse.tooSlow());
            case Collected.NoRoom _ -> refused(ErrorResponse.overloaded());
            case Collected.ClientGone _ -> Future.succeededFuture(new Result.ClientLeft());
            case Collected.Complete(Body body) -> {
                long since = call.timers().nanos();
                yield Future.succeededFuture()
                        .compose(_ -> reading(call, encoding, body))
                        .map(reading -> result(reading, body, call.timers().nanos() - since))
                        .onFailure(_ -> body.release());
            }
        };
    }

    private Future<RequestReading> reading(ClientRequest call, ContentEncoding encoding, Body body) {
        if (body.size() <= READ_ON_EVENT_LOOP_BYTES && encoding == ContentEncoding.IDENTITY) {
            return Future.succeededFuture(reader.read(call.operation(), body.stream(), encoding));
        }
        return vertx.executeBlocking(() -> reader.read(call.operation(), body.stream(), encoding), false)
                .map(Objects::requireNonNull);
    }

    private Result result(RequestReading reading, Body body, long nanos) {
        return switch (reading) {
            case RequestReading.Valid(MessageRequest request) -> new Result.Taken(body, request, nanos);
            case RequestReading.Malformed(String message) -> refusedBody(body, ErrorResponse.malformed(message));
            case RequestReading.TooLarge() -> refusedBody(body, ErrorResponse.tooLarge(maxSize));
        };
    }

    private static Result refusedBody(Body body, ErrorResponse refusal) {
        body.release();
        return new Result.Refused(refusal);
    }

    private static Future<Result> refused(ErrorResponse refusal) {
        return Future.succeededFuture(new Result.Refused(refusal));
    }

    /** Returns the declared size; Netty has refused what is no number, and several that differ. */
    private static OptionalLong declaredSize(ClientRequest call) {
        String length = call.headers().get(HttpHeaders.CONTENT_LENGTH);
        return length == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(length));
    }

    private static Optional<ContentEncoding> encodingOf(ClientRequest call) {
        List<String> encodings = call.headers().getAll(HttpHeaders.CONTENT_ENCODING);
        if (encodings.isEmpty()) {
            return Optional.of(ContentEncoding.IDENTITY);
        }
        return switch (String.join(",", encodings).strip().toLowerCase(Locale.ROOT)) {
            case "identity" -> Optional.of(ContentEncoding.IDENTITY);
            case "gzip" -> Optional.of(ContentEncoding.GZIP);
            default -> Optional.empty();
        };
    }
}
