package dev.weir.console;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.weir.console.history.History;
import dev.weir.console.history.MeterSample;
import dev.weir.settings.ListenAddresses.Address;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The console's requests on the management port: each passes the guard first, then gets a file, the live events, or a
 * page that one of the console's own threads makes.
 */
@Singleton
final class ConsoleRoutes {
    private static final Logger LOG = Logger.getLogger(ConsoleRoutes.class);

    /** Right after the handler of Quarkus that collects bodies, which settings of ours bound. */
    private static final int FIRST = Integer.MIN_VALUE;

    private static final Map<String, String> EVERYWHERE = Map.of(
            "content-security-policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                    + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            "referrer-policy",
            "no-referrer",
            "x-content-type-options",
            "nosniff",
            "cross-origin-resource-policy",
            "same-origin",
            "cross-origin-opener-policy",
            "same-origin");

    private static final int LONGEST_FORM = 16_384;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int TOO_LARGE = 413;
    private static final int FAULT = 500;
    private static final int BUSY = 503;

    private final ConsoleSetup setup;
    private final Vertx vertx;
    private final ConsolePages pages;
    private final ConsoleGuard guard;
    private final ConsoleAssets assets = new ConsoleAssets();
    private final LiveEvents live = new LiveEvents();
    private final ConsoleThreads threads = new ConsoleThreads();

    ConsoleRoutes(ConsoleSetup setup, Vertx vertx) {
        this.setup = setup;
        this.vertx = vertx;
        this.pages = new ConsolePages(setup.sources());
        this.guard = new ConsoleGuard(
                setup.password(), Address.isLoopback(setup.managementHost()), new FailedTries(Ticker.systemTicker()));
    }

    void register(@Observes ManagementInterface management) {
        if (setup.isEnabled()) {
            management.router().route("/console").order(FIRST).handler(this::handle);
            management.router().route("/console/*").order(FIRST).handler(this::handle);
        }
    }

    void begin(@Observes StartupEvent event) {
        if (setup.isEnabled()) {
            threads.everySecond(this::tick);
        }
    }

    void end(@Observes ShutdownEvent event) {
        threads.close();
    }

    private void tick() {
        History history = setup.sources().history();
        long now = setup.sources().clock().instant().getEpochSecond();
        long last = history.latest().map(MeterSample::epochSeconds).orElse(0L);
        if (now - last >= History.STEP.toSeconds()) {
            history.add(MeterSample.of(now, setup.sources().meters().get()));
        }
        live.send("now", pages::tiles);
    }

    private void handle(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        Optional<ConsoleAnswer> turnedAway = guard.turnsAway(
                request.getHeader("host"),
                request.getHeader("authorization"),
                request.remoteAddress().hostAddress());
        if (turnedAway.isPresent()) {
            answer(request, turnedAway.get());
            return;
        }
        ConsolePath.of(request.uri())
                .ifPresentOrElse(
                        at -> serve(routing, at),
                        () -> answer(request, ConsoleAnswer.text(NOT_FOUND, "There is no such page.")));
    }

    private void serve(RoutingContext routing, ConsolePath at) {
        HttpServerRequest request = routing.request();
        List<String> names = at.names();
        boolean isSearch = names.size() == 3
                && names.getFirst().equals("teams")
                && names.getLast().equals("users");
        if (isSearch && request.method().equals(HttpMethod.POST)) {
            findUser(routing, at);
        } else if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            answer(
                    request,
                    ConsoleAnswer.text(METHOD_NOT_ALLOWED, "The console only reads.")
                            .with("allow", "GET, HEAD"));
        } else if (names.size() == 2 && names.getFirst().equals("assets")) {
            answer(request, file(names.getLast(), request));
        } else if (names.equals(List.of("events"))) {
            listen(request);
        } else {
            work(request, () -> pages.page(at));
        }
    }

    private ConsoleAnswer file(String name, HttpServerRequest request) {
        return assets.find(name)
                .map(file -> ConsoleAnswer.file(file, file.isKnownTo(request.getHeader("if-none-match"))))
                .orElse(ConsoleAnswer.text(NOT_FOUND, "There is no such file."));
    }

    /** Takes the id from the body, so that it is in no address, and redirects to its hash. */
    private void findUser(RoutingContext routing, ConsolePath at) {
        Buffer form = Objects.requireNonNullElse(routing.body().buffer(), Buffer.buffer());
        if (form.length() > LONGEST_FORM) {
            answer(routing.request(), ConsoleAnswer.text(TOO_LARGE, "The id is too long."));
        } else {
            String id = idOf(form);
            work(routing.request(), () -> pages.findUser(at, id));
        }
    }

    private static String idOf(Buffer form) {
        try {
            return new QueryStringDecoder(form.toString(StandardCharsets.UTF_8), false)
                    .parameters().getOrDefault("id", List.of()).stream()
                            .findFirst()
                            .orElse("");
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    private void listen(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (live.add(response, vertx.getOrCreateContext())) {
            EVERYWHERE.forEach(response::putHeader);
            response.putHeader("content-type", "text/event-stream")
                    .putHeader("cache-control", "no-store")
                    .setChunked(true)
                    .write(": live\n\n");
        } else {
            answer(request, busy());
        }
    }

    private void work(HttpServerRequest request, Supplier<ConsoleAnswer> page) {
        Context loop = vertx.getOrCreateContext();
        boolean isTaken = threads.run(() -> {
            ConsoleAnswer made = made(page);
            loop.runOnContext(_ -> answer(request, made));
        });
        if (!isTaken) {
            answer(request, busy());
        }
    }

    private static ConsoleAnswer made(Supplier<ConsoleAnswer> page) {
        try {
            return page.get();
        } catch (RuntimeException e) {
            LOG.error("The console could not make a page", e);
            return ConsoleAnswer.text(FAULT, "The console could not make this page; the log says why.");
        }
    }

    private static ConsoleAnswer busy() {
        return ConsoleAnswer.text(BUSY, "The console is busy. Try again.").with("retry-after", "1");
    }

    private static void answer(HttpServerRequest request, ConsoleAnswer answer) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        EVERYWHERE.forEach(response::putHeader);
        answer.headers().forEach(response::putHeader);
        response.setStatusCode(answer.status());
        if (request.method().equals(HttpMethod.HEAD)) {
            response.putHeader("content-length", String.valueOf(answer.body().length()))
                    .end();
        } else {
            response.end(answer.body());
        }
    }
}
