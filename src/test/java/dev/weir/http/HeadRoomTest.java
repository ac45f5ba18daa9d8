package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.body.ByteRoom;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeadRoomTest {
    private static final String TARGET = "/v1/messages";

    private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    private final List<Handler<AsyncResult<Void>>> endHandlers = new ArrayList<>();
    private final ByteRoom bytes = new ByteRoom(1_000);
    private final HeadRoom room = new HeadRoom(bytes);

    @Test
    void takesRoomForTextAndOverheadUntilTheRequestHasEnded() {
        headers.set("x-name", "value");

        assertThat(room.take(request())).isTrue();
        assertThat(bytes.inFlight()).isEqualTo("x-name".length() + "value".length() + 32 + TARGET.length());
        endHandlers.forEach(handler -> handler.handle(Future.succeededFuture()));

        assertThat(bytes.inFlight()).isZero();
    }

    @Test
    void takesNothingWhereThereIsNoRoomForAll() {
        headers.set("x-name", "a".repeat(1_000));

        assertThat(room.take(request())).isFalse();
        assertThat(bytes.inFlight()).isZero();
        assertThat(endHandlers).isEmpty();
    }

    @Test
    void manyHeadsShareTheRoom() {
        headers.set("x-name", "a".repeat(400));

        assertThat(room.take(request())).isTrue();
        assertThat(room.take(request())).isTrue();
        assertThat(room.take(request())).isFalse();
    }

    private RoutingContext request() {
        HttpServerRequest request = returning(HttpServerRequest.class, Map.of("headers", headers, "uri", TARGET));
        return returning(RoutingContext.class, Map.of("request", request, "addEndHandler", 1));
    }

    /** Returns an object whose methods return these values; handlers that it is given are kept. */
    @SuppressWarnings("unchecked") // the only parameter of addEndHandler
    private <T> T returning(Class<T> type, Map<String, Object> values) {
        Object made = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
            if (method.getName().equals("addEndHandler")) {
                endHandlers.add((Handler<AsyncResult<Void>>) arguments[0]);
            }
            return Optional.ofNullable(values.get(method.getName())).orElseThrow();
        });
        return type.cast(made);
    }
}
