package dev.weir.http;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/** What the server on the data port does that no setting of Quarkus says. */
@Singleton
final class ServerOptions implements HttpServerOptionsCustomizer {
    /** HTTP/2 without TLS would let a client speak past a proxy in front of Weir; with TLS it stays on. */
    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setHttp2ClearTextEnabled(false)
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true)
                .setHandle100ContinueAutomatically(false);
    }
}
