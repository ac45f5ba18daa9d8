package dev.weir.http;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.function.UnaryOperator;

/**
 * Gives the metrics in the format that the scraper asks for: OpenMetrics where {@code Accept} names it, else
 * Prometheus' text.
 *
 * <p>It goes before Quarkus' own route, which gives text to every scraper that also takes text, as Prometheus does, so
 * that Prometheus would get no exemplars; rejects one that takes nothing but OpenMetrics; and gives OpenMetrics to one
 * that asks for nothing.
 */
public final class MetricsRoute {
    private static final String PATH = "/q/metrics";
    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String OPEN_METRICS_FORMAT = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
    private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";

    private final UnaryOperator<String> scrape;

    private MetricsRoute(UnaryOperator<String> scrape) {
        this.scrape = scrape;
    }

    /** Adds the route; {@code scrape} returns the metrics in the format of a content type, on a worker thread. */
    public static void add(ManagementInterface management, UnaryOperator<String> scrape) {
        var route = new MetricsRoute(scrape);
        management.router().get(PATH).order(Integer.MIN_VALUE).blockingHandler(route::handle, false);
    }

    private void handle(RoutingContext context) {
        boolean isOpen = context.request().headers().getAll(HttpHeaders.ACCEPT).stream()
                .anyMatch(accepted -> accepted.contains(OPEN_METRICS));
        String format = isOpen ? OPEN_METRICS_FORMAT : TEXT_FORMAT;
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, format).end(scrape.apply(format));
    }
}
