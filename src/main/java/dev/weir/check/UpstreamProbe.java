package dev.weir.check;

import dev.weir.reload.SecretValue;
import dev.weir.reload.WatchedSecret;
import dev.weir.settings.Finding;
import dev.weir.settings.ShownUrl;
import dev.weir.upstream.KeyTrial;
import dev.weir.upstream.UpstreamConfig;
import dev.weir.upstream.UpstreamTimeouts;
import dev.weir.upstream.keys.UpstreamKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Tries the keys of an upstream as the gateway would use them, each with one free request.
 *
 * @param patience how long each response may take
 */
public record UpstreamProbe(UpstreamTimeouts timeouts, Duration patience) {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int HUNDRED = 100;

    /** Returns the findings; one about the upstream itself ends the probe. Blocks. */
    public List<Finding> findings(String name, UpstreamConfig upstream) {
        Vertx vertx = Vertx.vertx();
        try {
            List<Finding> findings = new ArrayList<>();
            String subject = "weir.upstreams." + name;
            for (Map.Entry<String, SecretValue> key : keys(subject, upstream).entrySet()) {
                UpstreamKey used =
                        new UpstreamKey(key.getKey(), () -> key.getValue().text());
                Optional<Finding> finding = of(subject, upstream, used, vertx);
                finding.ifPresent(findings::add);
                if (finding.map(found -> !found.subject().contains(".keys.")).orElse(false)) {
                    break;
                }
            }
            return findings;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return List.of();
        } finally {
            vertx.close();
        }
    }

    /** Returns the readable keys; another check reports the others. */
    private static Map<String, SecretValue> keys(String subject, UpstreamConfig upstream) {
        Map<String, SecretValue> keys = new TreeMap<>();
        upstream.keys().forEach((name, setting) -> {
            WatchedSecret secret = new WatchedSecret(subject + ".keys." + name, setting);
            secret.poll();
            secret.current().ifPresent(value -> keys.put(name, value));
        });
        return keys;
    }

    private Optional<Finding> of(String subject, UpstreamConfig upstream, UpstreamKey key, Vertx vertx)
            throws InterruptedException {
        Promise<Integer> status = Promise.promise();
        vertx.runOnContext(_ -> trial(subject, upstream, key, vertx).onComplete(status));
        try {
            int code = status.future()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return ofStatus(subject, upstream, key.name(), code);
        } catch (TimeoutException _) {
            return Optional.of(unreached(subject, upstream, "no response within " + patience.toSeconds() + " s"));
        } catch (ExecutionException e) {
            return Optional.of(ofFailure(
                    subject, upstream, Optional.ofNullable(e.getCause()).orElse(e)));
        }
    }

    private Future<Integer> trial(String subject, UpstreamConfig upstream, UpstreamKey key, Vertx vertx) {
        try {
            return KeyTrial.run(vertx, timeouts, subject, upstream, key);
        } catch (RuntimeException e) { // of Vert.x, above all for certificates that cannot be read
            return Future.failedFuture(e);
        }
    }

    private static Optional<Finding> ofStatus(String subject, UpstreamConfig upstream, String key, int status) {
        String setting = subject + ".keys." + key;
        String where = ShownUrl.of(upstream.url());
        if (status == UNAUTHORIZED || status == FORBIDDEN) {
            return Optional.of(Finding.fault(
                    setting,
                    where + " rejects this key (" + status + ")",
                    "Set a key that the upstream knows, and " + subject + ".auth to how it takes keys."));
        }
        return switch (status / HUNDRED) {
            case 2 -> Optional.empty();
            case 3 ->
                Optional.of(Finding.fault(
                        subject + ".url",
                        where + " redirects (" + status + "), which Weir never follows",
                        "Set the URL that it redirects to."));
            default ->
                Optional.of(Finding.warning(
                        setting,
                        where + " responded to GET /v1/models with " + status + ", so the key could not be checked",
                        "Nothing, if requests get through; otherwise check " + subject + ".url."));
        };
    }

    private static Finding ofFailure(String subject, UpstreamConfig upstream, Throwable cause) {
        return switch (cause) {
            case UnknownHostException _ -> unreached(subject, upstream, "its host name is not known");
            case SSLException e ->
                Finding.fault(
                        subject,
                        "TLS with " + ShownUrl.of(upstream.url()) + " failed: "
                                + RedisFailure.rootOf(e).getMessage(),
                        "Where a company's own certificate stands in between, name it in " + subject + ".trust.");
            default ->
                upstream.trust().isPresent() && !(cause instanceof java.io.IOException)
                        ? Finding.fault(
                                subject + ".trust",
                                "holds no good certificate",
                                "It must be a file of certificates in PEM form.")
                        : unreached(subject, upstream, String.valueOf(cause.getMessage()));
        };
    }

    private static Finding unreached(String subject, UpstreamConfig upstream, String problem) {
        String way = upstream.proxy()
                .map(proxy -> " by way of " + ShownUrl.of(proxy))
                .orElse("");
        return Finding.fault(
                subject,
                ShownUrl.of(upstream.url()) + way + " cannot be reached: " + problem,
                "Check " + subject + ".url, the network, and whether a proxy is needed (" + subject + ".proxy).");
    }
}
