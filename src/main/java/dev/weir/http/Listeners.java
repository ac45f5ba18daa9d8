package dev.weir.http;

import io.netty.channel.Channel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Adds {@link Connections} to the listening sockets of the data port.
 *
 * <p>Quarkus and Vert.x hand out a connection only once its first request is complete, which is too late for a deadline
 * on that request. The listening sockets are found where Netty keeps them: at the event loop that accepts.
 */
@Singleton
final class Listeners {
    private final Vertx vertx;
    private final Connections connections;

    Listeners(Vertx vertx, Connections connections) {
        this.vertx = vertx;
        this.connections = connections;
    }

    void started(@ObservesAsync HttpServerStart event) {
        guard(port(event.options().getPort(), "quarkus.http.port"));
    }

    void startedWithTls(@ObservesAsync HttpsServerStart event) {
        guard(port(event.options().getPort(), "quarkus.http.ssl-port"));
    }

    /** Returns the port in use; where the system chose it, Quarkus stores it under the setting's name. */
    private static int port(int wanted, String setting) {
        return wanted > 0 ? wanted : ConfigProvider.getConfig().getValue(setting, Integer.class);
    }

    private void guard(int port) {
        for (EventExecutor acceptor : ((VertxInternal) vertx).getAcceptorEventLoopGroup()) {
            if (acceptor instanceof SingleThreadEventLoop loop) {
                loop.execute(() -> loop.registeredChannelsIterator().forEachRemaining(socket -> guard(socket, port)));
            }
        }
    }

    private void guard(Channel socket, int port) {
        if (socket.localAddress() instanceof InetSocketAddress address
                && address.getPort() == port
                && socket.pipeline().get(Connections.class) == null) {
            socket.pipeline().addFirst(connections);
        }
    }
}
