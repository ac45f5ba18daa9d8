package dev.weir.http;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/** Options of the server on the data port for which Quarkus has no setting. */
@Singleton
final class ServerOptions implements HttpServerOptionsCustomizer {
    /** Requests at the same time on one HTTP/2 connection. Source: RFC 9113, 6.5.2, recommends no fewer than 100. */
    private static final int STREAMS = 100;

    private volatile HttpServerOptions limits = new HttpServerOptions();

    /** Returns options with the limits on headers that are in force. */
    HttpServerOptions limits() {
        return limits;
    }

    /** Turns HTTP/2 without TLS off: a client could use it to bypass a proxy in front of Weir. With TLS it stays on. */
    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setHttp2ClearTextEnabled(false);
        tune(options);
    }

    /**
     * Bounds HTTP/2. Vert.x itself ends floods of resets, sent or provoked by the client, and of small CONTINUATION
     * frames.
     */
    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        tune(options);
        options.setInitialSettings(new Http2Settings(options.getInitialSettings())
                .setPushEnabled(false)
                .setMaxConcurrentStreams(STREAMS)
                .setMaxHeaderListSize(options.getMaxHeaderSize()));
    }

    private void tune(HttpServerOptions options) {
        limits = options;
        options.setTcpKeepAlive(true).setTcpNoDelay(true).setHandle100ContinueAutomatically(false);
    }
}
