package dev.weir.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How Envoy is set up: one worker thread, a route that replaces the credential, an access log in a file.
 *
 * <p>Its metering form also limits the requests of the caller's key, in its own memory, reads the model and the usage
 * out of the bodies, and logs them. Neither form authenticates, prices, or counts anything in a store.
 *
 * @param program the binary
 * @param mockPort of the upstream
 * @param upstreamKey that replaces the caller's credential
 */
record EnvoyConfig(Path program, int mockPort, String upstreamKey) {
    private static final String ROUTE = """
            static_resources:
              listeners:
                - address: { socket_address: { address: 127.0.0.1, port_value: PORT } }
                  per_connection_buffer_limit_bytes: 33554432
                  filter_chains:
                    - filters:
                        - name: envoy.filters.network.http_connection_manager
                          typed_config:
                            "@type": TYPE.network.http_connection_manager.v3.HttpConnectionManager
                            stat_prefix: bench
                            stream_idle_timeout: 0s
                            access_log:
                              - name: envoy.access_loggers.file
                                typed_config:
                                  "@type": ACCESS.file.v3.FileAccessLog
                                  path: DIRECTORY/access.log
            LOG_FORMAT\
                            route_config:
                              virtual_hosts:
                                - name: mock
                                  domains: ["*"]
                                  request_headers_to_add:
                                    - header: { key: x-api-key, value: UPSTREAM_KEY }
                                      append_action: OVERWRITE_IF_EXISTS_OR_ADD
                                  routes:
                                    - match: { prefix: / }
                                      route: { cluster: mock, timeout: 0s }
                            http_filters:
            FILTERS\
                              - name: envoy.filters.http.router
                                typed_config:
                                  "@type": TYPE.http.router.v3.Router
              clusters:
                - name: mock
                  connect_timeout: 5s
                  circuit_breakers:
                    thresholds:
                      - { max_connections: 100000, max_pending_requests: 100000, max_requests: 100000 }
                  load_assignment:
                    cluster_name: mock
                    endpoints:
                      - lb_endpoints:
                          - endpoint: { address: { socket_address: { address: 127.0.0.1, port_value: MOCK } } }
            """;
    private static final String LOG_FORMAT = """
            log_format:
              text_format_source:
                inline_string: "[%START_TIME%] %RESPONSE_CODE% %DURATION% model=%DYNAMIC_METADATA(usage:model)%\\
             in=%DYNAMIC_METADATA(usage:input)% out=%DYNAMIC_METADATA(usage:output)%\\n"
            """;
    private static final String FILTERS = """
            - name: envoy.filters.http.local_ratelimit
              typed_config:
                "@type": TYPE.http.local_ratelimit.v3.LocalRateLimit
                stat_prefix: limit
                token_bucket: { max_tokens: 1000000000, tokens_per_fill: 1000000000, fill_interval: 60s }
                filter_enabled: { default_value: { numerator: 100 } }
                filter_enforced: { default_value: { numerator: 100 } }
                rate_limits:
                  - actions: [{ request_headers: { header_name: x-api-key, descriptor_key: key } }]
                descriptors:
                  - entries: [{ key: key, value: CALLER_KEY }]
                    token_bucket: { max_tokens: 100000000, tokens_per_fill: 100000000, fill_interval: 60s }
                  - entries: [{ key: key, value: LIMITED_KEY }]
                    token_bucket: { max_tokens: 1, tokens_per_fill: 1, fill_interval: 60s }
            - name: envoy.filters.http.json_to_metadata
              typed_config:
                "@type": TYPE.http.json_to_metadata.v3.JsonToMetadata
                request_rules:
                  rules:
                    - selectors: [{ key: model }]
                      on_present: { metadata_namespace: usage, key: model }
                response_rules:
                  rules:
                    - selectors: [{ key: usage }, { key: input_tokens }]
                      on_present: { metadata_namespace: usage, key: input }
                    - selectors: [{ key: usage }, { key: output_tokens }]
                      on_present: { metadata_namespace: usage, key: output }
            - name: envoy.filters.http.sse_to_metadata
              typed_config:
                "@type": TYPE.http.sse_to_metadata.v3.SseToMetadata
                response_rules:
                  content_parser:
                    name: envoy.content_parsers.json
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.content_parsers.json.v3.JsonContentParser
                      rules:
                        - rule:
                            selectors: [{ key: message }, { key: usage }, { key: input_tokens }]
                            on_present: { metadata_namespace: usage, key: input }
                        - rule:
                            selectors: [{ key: usage }, { key: output_tokens }]
                            on_present: { metadata_namespace: usage, key: output }
            """;
    private static final int LOG_DEPTH = 22;
    private static final int FILTER_DEPTH = 18;

    /** Returns the recipe of a route and nothing else. */
    Recipe bare(Path directory, int port) {
        return recipe(directory, port, "", "");
    }

    /** Returns the recipe of a route that limits, reads usage and logs it. */
    Recipe metering(Path directory, int port) {
        return recipe(directory, port, LOG_FORMAT.indent(LOG_DEPTH), FILTERS.indent(FILTER_DEPTH));
    }

    private Recipe recipe(Path directory, int port, String logFormat, String filters) {
        String config = ROUTE.replace("LOG_FORMAT", logFormat)
                .replace("FILTERS", filters)
                .replace("TYPE", "type.googleapis.com/envoy.extensions.filters")
                .replace("ACCESS", "type.googleapis.com/envoy.extensions.access_loggers")
                .replace("DIRECTORY", directory.toString())
                .replace("CALLER_KEY", BenchRequest.KEY)
                .replace("LIMITED_KEY", BenchRequest.LIMITED_KEY)
                .replace("UPSTREAM_KEY", upstreamKey)
                .replace("MOCK", String.valueOf(mockPort))
                .replace("PORT", String.valueOf(port));
        String file = directory.resolve("envoy.yaml").toString();
        List<String> command = List.of(
                program.toString(), "-c", file, "--concurrency", "1", "--disable-hot-restart", "--log-level", "error");
        return new Recipe(Map.of("envoy.yaml", config), command);
    }
}
