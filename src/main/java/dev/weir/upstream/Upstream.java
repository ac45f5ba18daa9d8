package dev.weir.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/**
 * One upstream: where it is, and the connections to it, a pool for each event loop.
 *
 * <p>A pool of its own for each loop keeps a request on the loop that it came in on; a shared pool would hand it to
 * another.
 */
final class Upstream {
    /** Below the usual 60 s of middleboxes, so that no request meets a connection that was dropped silently. */
    private static final int IDLE_CONNECTION_SECONDS = 50;

    private static final int MAX_CHUNK_BYTES = 64 * 1024;
    private static final int MAX_HEADER_BYTES = 64 * 1024;

    private final String name;
    private final UpstreamConfig config;
    private final RequestOptions origin;
    private final String basePath;
    private final ConnectionCounts counts = new ConnectionCounts();
    private final ThreadLocal<UpstreamConnections> connections;
    private final ThreadLocal<UpstreamConnections> unpooled;

    Upstream(String name, UpstreamConfig config, UpstreamTimeouts timeouts, Vertx vertx) {
        this.name = name;
        this.config = config;
        this.origin = origin(config.url());
        this.basePath = basePath(config.url());
        this.connections = ThreadLocal.withInitial(
                () -> new UpstreamConnections(vertx, options(timeouts), pool(), timeouts, counts));
        this.unpooled = ThreadLocal.withInitial(
                () -> new UpstreamConnections(vertx, options(timeouts).setKeepAlive(false), pool(), timeouts, counts));
    }

    String name() {
        return name;
    }

    /** Returns how many connections there are, those of all event loops together. */
    ConnectionCounts counts() {
        return counts;
    }

    /** Returns the connections of the current event loop. */
    UpstreamConnections connections() {
        return connections.get();
    }

    /** Returns connections of the current event loop that serve one request each. */
    UpstreamConnections unpooledConnections() {
        return unpooled.get();
    }

    RequestOptions request(HttpMethod method, String uri, MultiMap headers, String secret) {
        authorize(headers, secret);
        return new RequestOptions(origin)
                .setMethod(method)
                .setURI(basePath + uri)
                .setHeaders(headers);
    }

    private void authorize(MultiMap headers, String secret) {
        switch (config.auth()) {
            case X_API_KEY -> headers.set("x-api-key", secret);
            case BEARER -> headers.set(HttpHeaders.AUTHORIZATION, "Bearer " + secret);
        }
    }

    private static RequestOptions origin(URI url) {
        boolean tls = "https".equals(url.getScheme());
        int port = url.getPort() == -1 ? (tls ? 443 : 80) : url.getPort();
        return new RequestOptions()
                .setHost(url.getHost())
                .setPort(port)
                .setSsl(tls)
                .setFollowRedirects(false);
    }

    /** Returns what stands before the path of every request: empty, or a path without the slash at its end. */
    private static String basePath(URI url) {
        String path = url.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private HttpClientOptions options(UpstreamTimeouts timeouts) {
        HttpClientOptions options = new HttpClientOptions()
                .setKeepAliveTimeout(IDLE_CONNECTION_SECONDS)
                .setMaxChunkSize(MAX_CHUNK_BYTES)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setConnectTimeout(Math.toIntExact(timeouts.connect().toMillis()))
                .setSslHandshakeTimeout(timeouts.tls().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true)
                .setVerifyHost(true)
                .setTrustAll(false);
        config.trust().ifPresent(path -> options.setTrustOptions(new PemTrustOptions().addCertPath(path.toString())));
        config.proxy().ifPresent(proxy -> options.setProxyOptions(proxy(proxy)));
        return options;
    }

    private PoolOptions pool() {
        return new PoolOptions().setHttp1MaxSize(config.maxConnections()).setMaxWaitQueueSize(config.maxWaiting());
    }

    private static ProxyOptions proxy(URI url) {
        return new ProxyOptions()
                .setType(ProxyType.HTTP)
                .setHost(url.getHost())
                .setPort(url.getPort() == -1 ? 80 : url.getPort());
    }
}
