package dev.weir.pipeline;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;

/**
 * The state of a request between two stages: it goes on with a value, it has ended, or it waits for one of both.
 *
 * @param <T> what the last stage found out and the next one needs
 */
sealed interface Step<T> {
    /** Goes on with {@code stage}, unless the exchange has ended. */
    <R> Step<R> then(Function<T, Step<R>> stage);

    /** Goes on with the last stage, unless the exchange has ended; fails only where a stage throws. */
    Future<ExchangeEnd> finish(Function<T, Future<ExchangeEnd>> last);

    static <T> Step<T> next(T value) {
        return new Next<>(value);
    }

    static <T> Step<T> end(ExchangeEnd end) {
        return new Ended<>(end);
    }

    static <T> Step<T> reject(ErrorResponse error) {
        return new Ended<>(new ExchangeEnd.Rejected(error));
    }

    /** Goes on with {@code value}, unless there is a reason to reject. */
    static <T> Step<T> nextUnless(Optional<ErrorResponse> error, T value) {
        return error.<Step<T>>map(Step::reject).orElseGet(() -> next(value));
    }

    /** Goes on with {@code value}, unless the client has disconnected. */
    static <T> Step<T> nextUnlessGone(ClientRequest request, T value) {
        return request.client().isGone() ? end(new ExchangeEnd.ClientGone()) : next(value);
    }

    static <T> Step<T> of(Future<Step<T>> step) {
        return new Pending<>(step);
    }

    /** The stage went well. */
    record Next<T>(T value) implements Step<T> {
        @Override
        public <R> Step<R> then(Function<T, Step<R>> stage) {
            return stage.apply(value);
        }

        @Override
        public Future<ExchangeEnd> finish(Function<T, Future<ExchangeEnd>> last) {
            return last.apply(value);
        }
    }

    /** No further stage sees the request. */
    record Ended<T>(ExchangeEnd end) implements Step<T> {
        @Override
        public <R> Step<R> then(Function<T, Step<R>> stage) {
            return new Ended<>(end);
        }

        @Override
        public Future<ExchangeEnd> finish(Function<T, Future<ExchangeEnd>> last) {
            return Future.succeededFuture(end);
        }
    }

    /** The stage waits: for the body, for Redis, for the upstream. */
    record Pending<T>(Future<Step<T>> step) implements Step<T> {
        @Override
        public <R> Step<R> then(Function<T, Step<R>> stage) {
            return new Pending<>(step.map(reached -> reached.then(stage)));
        }

        @Override
        public Future<ExchangeEnd> finish(Function<T, Future<ExchangeEnd>> last) {
            return step.compose(reached -> reached.finish(last));
        }
    }
}
