package dev.weir.demo;

import dev.weir.demo.DemoOptions.DemoUpstream;
import dev.weir.reload.SecretValue;
import java.util.Optional;

/**
 * The text that the demo prints once it serves.
 *
 * @param key the demo's own key, valid for this run
 */
record Announcement(DemoOptions options, SecretValue key, Optional<DemoRedis> redis) {
    private static final String MODEL = "claude-sonnet-5-5";

    /** Returns the text, with examples to paste. */
    String text() {
        String gateway = "http://127.0.0.1:" + options.port();
        return """

                Weir is up. %s

                  gateway    %s
                  key        %s   (made for this run)
                  upstream   %s
                  console    http://127.0.0.1:%d/console   (what operators see%s)
                  metrics    http://127.0.0.1:%d/q/metrics
                  connect    %s/weir   (what callers see)
                  redis      %s

                A streamed response:

                  curl -N %s/v1/messages \\
                    -H 'x-api-key: %s' \\
                    -H 'anthropic-version: 2023-06-01' -H 'content-type: application/json' \\
                    -d '{"model":"%s","max_tokens":200,"stream":true,"messages":[{"role":"user","content":"Hello"}]}'

                The state of your limits (the response headers show it too: curl -i):

                  curl %s/weir/limits -H 'x-api-key: %s'

                Claude Code:

                  export ANTHROPIC_BASE_URL=%s
                  export ANTHROPIC_AUTH_TOKEN=%s
                  claude

                The SDKs:

                  Python       Anthropic(base_url="%s", api_key="%s")
                  TypeScript   new Anthropic({ baseURL: "%s", apiKey: "%s" })

                Ctrl-C stops everything.
                """.formatted(
                        cost(),
                        gateway,
                        key.text(),
                        upstream(),
                        options.managementPort(),
                        options.hasTraffic() ? "; a mixed load is running" : "",
                        options.managementPort(),
                        gateway,
                        redisLine(),
                        gateway,
                        key.text(),
                        MODEL,
                        gateway,
                        key.text(),
                        gateway,
                        key.text(),
                        gateway,
                        key.text(),
                        gateway,
                        key.text());
    }

    private String cost() {
        return switch (options.upstream()) {
            case SIMULATED -> "Its upstream is a simulator: nothing here costs money.";
            case REAL -> "It sends to the real upstream with ANTHROPIC_API_KEY: EVERY REQUEST COSTS MONEY.";
        };
    }

    private String upstream() {
        return options.upstream() == DemoUpstream.SIMULATED
                ? "http://127.0.0.1:" + options.simulatorPort() + "   (the simulator)"
                : "https://api.anthropic.com";
    }

    private String redisLine() {
        return redis.map(server -> "127.0.0.1:" + server.port() + "   (embedded; counts limits, keeps nothing on disk)")
                .orElse("none: it comes with ./weir demo and needs glibc and libssl 3; limits would be counted "
                        + "by the gateway itself");
    }
}
