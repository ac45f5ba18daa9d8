package dev.weir.http;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/** What the server on the data port does that no setting of Quarkus says. */
@Singleton
final class ServerOptions implements HttpServerOptionsCustomizer {
    /** Requests at the same time on one HTTP/2 connection. Source: RFC 9113, 6.5.2, recommends no fewer than 100. */
    private static final int STREAMS = 100;

    private volatile HttpServerOptions limits = new HttpServerOptions();

    /** Returns options whose limits on heads are those in force. */
    HttpServerOptions limits() {
        return limits;
    }

    /** HTTP/2 without TLS would let a client speak past a proxy in front of Weir; with TLS it stays on. */
    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setHttp2ClearTextEnabled(false);
        tune(options);
    }

    /**
     * Of HTTP/2 floods Vert.x ends those of resets, its own and the client's, and of small CONTINUATION frames by
     * itself.
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
