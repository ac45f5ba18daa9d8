package dev.weir.pipeline;

import dev.weir.auth.Caller;
import dev.weir.body.Body;
import dev.weir.body.BodyCollector;
import dev.weir.body.ByteRoom;
import dev.weir.body.Collected;
import dev.weir.body.RoomPart;
import dev.weir.messages.ContentEncoding;
import dev.weir.messages.ConversationDigest;
import dev.weir.messages.MessageRequest;
import dev.weir.messages.Operation;
import dev.weir.messages.RequestReader;
import dev.weir.messages.RequestReading;
import dev.weir.metering.Phase;
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
 * Receives a request's body within its bounds and reads the facts from it.
 *
 * <p>A body above 1 MiB, or an encoded one, is read on a worker thread, so that it does not block an event loop.
 */
public final class RequestReceiver {
    private static final int READ_ON_EVENT_LOOP_BYTES = 1024 * 1024;

    private final Vertx vertx;
    private final RequestReader reader;
    private final KeyShares shares;
    private final long maxSize;
    private final BodyDeadline deadline;

    /**
     * Makes a receiver.
     *
     * @param maxSize bytes that one body may have
     * @param deadline how fast one must come
     */
    public RequestReceiver(Vertx vertx, RequestReader reader, KeyShares shares, long maxSize, BodyDeadline deadline) {
        this.vertx = vertx;
        this.reader = reader;
        this.shares = shares;
        this.maxSize = maxSize;
        this.deadline = deadline;
    }

    /**
     * Receives the request of {@code exchange}; never fails for anything that a client can do. If Weir shuts down
     * meanwhile, the request is rejected, and a body that arrives later is released.
     */
    Step<ReadRequest> receive(Exchange exchange, Caller caller) {
        Promise<Step<ReadRequest>> first = Promise.promise();
        exchange.interruption().onRequest(() -> first.tryComplete(Step.reject(ErrorResponse.draining())));
        received(exchange, caller).onFailure(first::tryFail).onSuccess(received -> {
            if (!first.tryComplete(received)) {
                release(received);
            }
        });
        return Step.of(first.future());
    }

    private Future<Step<ReadRequest>> received(Exchange exchange, Caller caller) {
        ClientRequest request = exchange.request();
        OptionalLong declared = declaredSize(request);
        if (declared.orElse(0) > maxSize) {
            return rejected(ErrorResponse.tooLarge(maxSize));
        }
        ByteRoom room = shares.of(caller.key()).bodies();
        if (!room.hasRoomFor(declared.orElse(0))) {
            return rejected(noRoom(room, declared.orElse(0)));
        }
        Optional<ContentEncoding> encoding = encodingOf(request);
        if (encoding.isEmpty()) {
            return rejected(ErrorResponse.unknownEncoding());
        }
        request.inviteBody().run();
        BodyCollector collector = BodyCollector.begin(request.body(), declared, maxSize, room);
        deadline.watch(collector, request.timers());
        return collector.collected().compose(collected -> read(exchange, caller, encoding.get(), collected));
    }

    private Future<Step<ReadRequest>> read(
            Exchange exchange, Caller caller, ContentEncoding encoding, Collected collected) {
        return switch (collected) {
            case Collected.TooLarge _ -> rejected(ErrorResponse.tooLarge(maxSize));
            case Collected.TooSlow _ -> rejected(ErrorResponse.tooSlow());
            case Collected.NoRoom _ ->
                rejected(noRoom(shares.of(caller.key()).bodies(), BodyCollector.LARGEST_SEGMENT));
            case Collected.ClientGone _ -> Future.succeededFuture(Step.end(new ExchangeEnd.ClientGone()));
            case Collected.Complete(Body body) -> {
                long since = exchange.nanosSinceStart();
                Optional<ConversationDigest> digest = newDigest(exchange.request());
                yield Future.succeededFuture()
                        .compose(_ -> reading(exchange.request(), caller, encoding, body, digest))
                        .map(reading -> step(reading, caller, body, digest).then(read -> {
                            exchange.took(Phase.READ, exchange.nanosSinceStart() - since);
                            return Step.next(read);
                        }))
                        .onFailure(_ -> body.release());
            }
        };
    }

    /** Claude Code names its conversations itself. */
    private Optional<ConversationDigest> newDigest(ClientRequest request) {
        boolean told = request.route() != Route.MESSAGES || request.headers().contains(KeyAffinity.SESSION);
        return told ? Optional.empty() : reader.newDigest();
    }

    private Future<RequestReading> reading(
            ClientRequest request,
            Caller caller,
            ContentEncoding encoding,
            Body body,
            Optional<ConversationDigest> digest) {
        Operation operation = request.route().operation();
        if (body.size() <= READ_ON_EVENT_LOOP_BYTES && encoding == ContentEncoding.IDENTITY) {
            return Future.succeededFuture(reader.read(operation, body::stream, encoding, _ -> true, digest));
        }
        return vertx.executeBlocking(() -> readWithinRoom(operation, caller, encoding, body, digest), false)
                .map(Objects::requireNonNull);
    }

    /** Reads the facts; a body that is inflated takes room for its inflated bytes meanwhile. */
    private RequestReading readWithinRoom(
            Operation operation,
            Caller caller,
            ContentEncoding encoding,
            Body body,
            Optional<ConversationDigest> digest) {
        RoomPart inflated = new RoomPart(shares.of(caller.key()).bodies());
        try {
            return reader.read(operation, body::stream, encoding, inflated, digest);
        } finally {
            inflated.release();
        }
    }

    private Step<ReadRequest> step(
            RequestReading reading, Caller caller, Body body, Optional<ConversationDigest> digest) {
        return switch (reading) {
            case RequestReading.Valid(MessageRequest message) ->
                Step.next(new ReadRequest(
                        caller,
                        body,
                        message,
                        digest.stream().mapToLong(ConversationDigest::value).findFirst()));
            case RequestReading.Malformed(String message) -> rejected(body, ErrorResponse.malformed(message));
            case RequestReading.TooLarge() -> rejected(body, ErrorResponse.tooLarge(maxSize));
            case RequestReading.NoRoom() ->
                rejected(body, noRoom(shares.of(caller.key()).bodies(), BodyCollector.LARGEST_SEGMENT));
        };
    }

    private static ErrorResponse noRoom(ByteRoom room, long bytes) {
        return room.isShareUsedUp(bytes) ? ErrorResponse.bodyShareUsedUp() : ErrorResponse.overloaded();
    }

    private static Step<ReadRequest> rejected(Body body, ErrorResponse error) {
        body.release();
        return Step.reject(error);
    }

    private static Future<Step<ReadRequest>> rejected(ErrorResponse error) {
        return Future.succeededFuture(Step.reject(error));
    }

    private static void release(Step<ReadRequest> unwanted) {
        switch (unwanted) {
            case Step.Next<ReadRequest>(ReadRequest read) -> read.body().release();
            case Step.Ended<ReadRequest> _, Step.Pending<ReadRequest> _ -> {}
        }
    }

    /** Returns the declared size; Netty has rejected sizes that are no number or contradict each other. */
    private static OptionalLong declaredSize(ClientRequest request) {
        String length = request.headers().get(HttpHeaders.CONTENT_LENGTH);
        return length == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(length));
    }

    private static Optional<ContentEncoding> encodingOf(ClientRequest request) {
        List<String> encodings = request.headers().getAll(HttpHeaders.CONTENT_ENCODING);
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
