package dev.weir.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.bench.BenchOptions.Kind;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How each target is set up: one core's worth of it, connections to the mock kept open, a line in a log per request,
 * and the upstream's credential in place of the caller's.
 *
 * @param gateway how Weir is run, up to and without its command
 * @param gatewayBefore how another version of it is run; empty where none is measured
 * @param peers where gateways of others are
 * @param workloads of the run, some of which need more settings
 * @param openStreams at the same time, 0 or more
 * @param mockPort of the upstream
 * @param redisPort where quotas are counted; empty where no target has any
 */
record TargetConfigs(
        List<String> gateway,
        List<String> gatewayBefore,
        Peers peers,
        Set<Workload> workloads,
        int openStreams,
        int mockPort,
        OptionalInt redisPort) {
    private static final String UPSTREAM_KEY = "bench-upstream-key";
    private static final int CONNECTIONS = 2_048;
    private static final int SPARE_CONNECTIONS = 100;
    /** Weir wants 32 KB for each connection that it may have. */
    private static final String OPEN_STREAMS_HEAP = "-Xmx384m";

    private static final String NO_LIMITS = "{}";

    /** Limits of every kind for the user, money for the team, none of which is ever reached. */
    private static final String LIMITS = """
            {
                user: {
                  requests-per-minute: 100000000,
                  input-tokens-per-minute: 100000000000,
                  output-tokens-per-minute: 100000000000,
                  tokens-per-day: 100000000000,
                  usd-per-day: 4500000,
                  usd-per-month: 4500000,
                  concurrent-requests: 10000
                },
                team: { usd-per-month: 4500000 }
              }\
            """;

    TargetConfigs {
        gateway = List.copyOf(gateway);
        gatewayBefore = List.copyOf(gatewayBefore);
        workloads = Set.copyOf(workloads);
    }

    /**
     * Returns the recipe of a target.
     *
     * @param directory its own
     * @param port where it shall listen
     * @param secondPort for what it may serve beside
     */
    Recipe of(Kind kind, Path directory, int port, int secondPort) {
        return switch (kind) {
            case NGINX -> nginx(directory, port);
            case HAPROXY -> haproxy(directory, port);
            case WEIR -> weir(gateway, port, secondPort, NO_LIMITS);
            case WEIR_QUOTAS -> weir(gateway, port, secondPort, LIMITS);
            case WEIR_BEFORE -> weir(gatewayBefore, port, secondPort, NO_LIMITS);
            case WEIR_QUOTAS_BEFORE -> weir(gatewayBefore, port, secondPort, LIMITS);
            case ENVOY -> envoy().bare(directory, port);
            case ENVOY_METERING -> envoy().metering(directory, port);
            case PORTKEY -> new PortkeyConfig(peers.portkey().orElseThrow(), mockPort).recipe(port);
        };
    }

    private EnvoyConfig envoy() {
        return new EnvoyConfig(peers.envoy().orElseThrow(), mockPort, UPSTREAM_KEY);
    }

    private Recipe nginx(Path directory, int port) {
        String config = """
                daemon off;
                worker_processes 1;
                pid DIRECTORY/nginx.pid;
                error_log DIRECTORY/error.log warn;
                events { worker_connections NGINX_CONNECTIONS; }
                http {
                    access_log DIRECTORY/access.log;
                    client_max_body_size 32m;
                    client_body_buffer_size 8m;
                    client_body_temp_path DIRECTORY/body;
                    proxy_temp_path DIRECTORY/proxy;
                    fastcgi_temp_path DIRECTORY/fastcgi;
                    uwsgi_temp_path DIRECTORY/uwsgi;
                    scgi_temp_path DIRECTORY/scgi;
                    keepalive_requests 1000000000;
                    upstream mock {
                        server 127.0.0.1:MOCK;
                        keepalive 512;
                        keepalive_requests 1000000000;
                    }
                    server {
                        listen 127.0.0.1:PORT;
                        location / {
                            proxy_pass http://mock;
                            proxy_http_version 1.1;
                            proxy_set_header Connection "";
                            proxy_set_header x-api-key UPSTREAM_KEY;
                            proxy_buffering off;
                        }
                    }
                }
                """;
        return new Recipe(
                Map.of("nginx.conf", filled(config, port).replace("DIRECTORY", directory.toString())),
                List.of(
                        "nginx",
                        "-p",
                        directory.toString(),
                        "-c",
                        directory.resolve("nginx.conf").toString(),
                        "-e",
                        directory.resolve("error.log").toString()));
    }

    private Recipe haproxy(Path directory, int port) {
        String config = """
                global
                    nbthread 1
                    maxconn HAPROXY_CONNECTIONS
                    log stdout format raw local0

                defaults
                    mode http
                    log global
                    option httplog
                    timeout connect 5s
                    timeout client 60s
                    timeout server 60s

                frontend clients
                    bind 127.0.0.1:PORT
                    default_backend mock

                backend mock
                    http-reuse always
                    http-request set-header x-api-key UPSTREAM_KEY
                    server mock 127.0.0.1:MOCK
                """;
        return new Recipe(
                Map.of("haproxy.cfg", filled(config, port)),
                List.of("haproxy", "-db", "-f", directory.resolve("haproxy.cfg").toString()));
    }

    private Recipe weir(List<String> program, int port, int managementPort, String plan) {
        String policy =
                """
                plans:
                  bench: %s
                LIMITED_PLAN
                teams:
                  bench:
                    plan: bench
                    keys:
                      - { id: bench, sha256: "%s" }
                """.formatted(plan, sha256(BenchRequest.KEY)).replace("LIMITED_PLAN\n", limitedPlan()) + limitedTeam();
        String settings = """
                weir:
                  policy-file: policy.yaml
                  pseudonym-key: the-pseudonym-key-of-a-benchmark
                LARGE_BODIES
                  upstreams:
                    mock:
                      url: http://127.0.0.1:MOCK
                      keys:
                        bench: UPSTREAM_KEY
                MANY_CONNECTIONS
                quarkus:
                  vertx:
                    event-loops-pool-size: 1
                  http:
                    host: 127.0.0.1
                    port: PORT
                  management:
                    host: 127.0.0.1
                    port: MANAGEMENT
                """ + redis();
        List<String> command = new ArrayList<>(program);
        if (openStreams > 0) {
            command.add(command.indexOf("-jar"), OPEN_STREAMS_HEAP);
        }
        command.add("serve");
        return new Recipe(
                Map.of(
                        "policy.yaml",
                        policy,
                        "config/application.yaml",
                        filled(
                                settings.replace("LARGE_BODIES\n", largeBodies())
                                        .replace("MANY_CONNECTIONS\n", manyConnections())
                                        .replace("MANAGEMENT", String.valueOf(managementPort)),
                                port)),
                command);
    }

    private String limitedPlan() {
        return workloads.contains(Workload.REJECT_RATE) ? "  limited: { user: { requests-per-minute: 1 } }\n" : "";
    }

    /** Another team, so that the first has what it has in every run. */
    private String limitedTeam() {
        return workloads.contains(Workload.REJECT_RATE) ? """
                          limited:
                            plan: limited
                            keys:
                              - { id: limited, sha256: "%s" }
                        """.formatted(sha256(BenchRequest.LIMITED_KEY)) : "";
    }

    /** Room for a large body on each connection, all of which have one key. */
    private String largeBodies() {
        return workloads.contains(Workload.IMAGE_4M)
                ? "  body: { max-in-flight: 128M, max-in-flight-per-key: 128M }\n"
                : "";
    }

    /** Room for a connection of each stream, on both sides. */
    private String manyConnections() {
        return openStreams > 0
                ? "      max-connections: %1$d\n  http: { max-connections: %1$d }\n"
                        .formatted(openStreams + SPARE_CONNECTIONS)
                : "";
    }

    private String redis() {
        return redisPort.isPresent() ? "  redis:\n    hosts: redis://127.0.0.1:" + redisPort.getAsInt() + "\n" : "";
    }

    private String filled(String text, int port) {
        return text.replace("UPSTREAM_KEY", UPSTREAM_KEY)
                .replace("NGINX_CONNECTIONS", String.valueOf(CONNECTIONS + 2 * openStreams))
                .replace("HAPROXY_CONNECTIONS", String.valueOf(Math.max(CONNECTIONS, openStreams + SPARE_CONNECTIONS)))
                .replace("MOCK", String.valueOf(mockPort))
                .replace("PORT", String.valueOf(port));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
