package dev.weir.e2e;

import dev.weir.FreePorts;
import dev.weir.simulator.ProducedMessage;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Everything around a booted gateway: its files, its upstreams, its logs. */
final class GatewayEnvironment implements AutoCloseable {
    /** The origin whose pages may use the gateway. */
    static final String ORIGIN = "https://app.example";

    private final OperatorFiles files = new OperatorFiles();
    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private final Vertx vertx = Vertx.vertx();
    private final Tls tls = new Tls();
    private final GatewayLogs logs = new GatewayLogs();
    private final Queue<ProducedMessage> produced = new ConcurrentLinkedQueue<>();
    private final Simulator simulator;
    private final int gateway = FreePorts.next();
    private final int management = FreePorts.next();
    private final int nobody = FreePorts.next();

    GatewayEnvironment() {
        simulator = Simulator.start(vertx, new SimulatorOptions("127.0.0.1", 0, 1), produced::add)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** Returns the port of the simulator, for clients that go past the gateway. */
    int simulator() {
        return simulator.port();
    }

    /** Returns what the simulator has produced so far, whether or not it reached anybody. */
    List<ProducedMessage> produced() {
        return List.copyOf(produced);
    }

    /** Returns the data port. */
    int gateway() {
        return gateway;
    }

    /** Returns the management port. */
    int management() {
        return management;
    }

    /** Returns how the data port is reached with TLS. */
    Tls tls() {
        return tls;
    }

    Metrics metrics() {
        return new Metrics(management());
    }

    /** Returns the response to a request over a connection of its own. */
    ReceivedResponse exchange(RawRequest request) {
        return RawClient.exchange(gateway(), request);
    }

    /** Waits until the gateway counts connections and watches their deadlines, a moment after its start. */
    void awaitWatch() {
        BoundedWait.until("the port is watched", () -> metrics().sum("weir_connections_open") == 0 && isCounted());
    }

    private boolean isCounted() {
        try (RawClient client = new RawClient(gateway())) {
            client.exchange(RawRequest.bare("HEAD", "/"));
            return metrics().sum("weir_connections_open") > 0;
        }
    }

    OperatorFiles files() {
        return files;
    }

    ScriptedUpstream upstream() {
        return upstream;
    }

    GatewayLogs logs() {
        return logs;
    }

    /** Returns the settings of the gateway. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(tls.settings());
        settings.put("quarkus.http.test-port", String.valueOf(gateway()));
        settings.put("quarkus.management.test-port", String.valueOf(management()));
        settings.put("quarkus.log.handler.console.usage.level", "OFF");
        settings.put("weir.http.cors-origins", ORIGIN);
        settings.put("weir.headers.deny", "x-denied-here");
        settings.put("weir.policy-file", files.policy().toString());
        settings.put("weir.prices-file", files.prices().toString());
        settings.put("weir.pseudonym-key", "pseudonym-key-canary-0123456789abcdef");
        // Faults of the upstream are played to see what the client gets of them, each by one attempt
        settings.put("weir.retry.max-attempts", "1");
        settings.put("weir.breaker.min-attempts", "0");
        upstream(settings, "anthropic", nobody, "upstream-key-canary-anthropic");
        upstream(settings, "scripted", upstream.port(), "file:" + files.upstreamKey());
        settings.put("weir.upstreams.scripted.priority", "-1");
        upstream(settings, "bearer", upstream.port(), "upstream-key-canary-bearer");
        settings.put("weir.upstreams.bearer.auth", "bearer");
        upstream(settings, "simulator", simulator.port(), "upstream-key-canary-simulator");
        return settings;
    }

    private static void upstream(Map<String, String> settings, String name, int port, String key) {
        settings.put("weir.upstreams." + name + ".url", "http://127.0.0.1:" + port);
        settings.put("weir.upstreams." + name + ".keys.main", key);
    }

    /** Ends it, and forgets the settings of a profile: where a boot fails, Quarkus leaves them to the next gateway. */
    @Override
    public void close() {
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("weir."))
                .forEach(System::clearProperty);
        upstream.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
