package dev.weir.check;

import dev.weir.pipeline.DrainConfig;
import dev.weir.quota.OutageMode;
import dev.weir.quota.QuotaConfig;
import dev.weir.settings.Finding;
import dev.weir.settings.HttpServerSettings;
import dev.weir.settings.WeirConfig;
import dev.weir.upstream.UpstreamConfig;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Settings that are valid, and that nobody wants who knows what they do. */
final class RiskCheck {
    /** Source: Claude Code closes a stream that was silent for so long. */
    private static final Duration CLAUDE_CODE_PATIENCE = Duration.ofMinutes(5);

    private static final Duration LONG_STORE_DEADLINE = Duration.ofSeconds(1);
    private static final Duration SHORT_DRAIN = Duration.ofSeconds(30);
    private static final int RENEWALS_PER_LEASE = 3;

    private RiskCheck() {}

    /** Returns a finding for each risk in Weir's own settings. */
    static List<Finding> findings(WeirConfig config) {
        List<Finding> findings = new ArrayList<>();
        Stream.of(idle(config), drain(config.drain()), storeDeadline(config.quota()))
                .flatMap(Optional::stream)
                .forEach(findings::add);
        findings.addAll(outage(config.quota().onOutage()));
        config.upstreams().forEach((name, upstream) -> plaintext(name, upstream).ifPresent(findings::add));
        return findings;
    }

    /** Returns a finding for each risk in what Quarkus is told about the data port. */
    static List<Finding> findings(HttpServerSettings http, WeirConfig config) {
        List<Finding> findings = new ArrayList<>();
        if (http.maxBodySize() < config.body().maxSize().asLongValue()) {
            findings.add(Finding.fault(
                    "quarkus.http.limits.max-body-size",
                    http.maxBodySize() + " bytes are less than weir.body.max-size, so that clients would get an empty"
                            + " 413 that their SDKs cannot read",
                    "Remove it: weir.body.max-size is the limit."));
        }
        if (http.hasAccessLog()) {
            findings.add(Finding.warning(
                    "quarkus.http.access-log.enabled",
                    "it logs paths as clients send them, and people paste keys there",
                    "Remove it: the usage log has a line for each request (docs/usage-log.md)."));
        }
        return findings;
    }

    private static Optional<Finding> idle(WeirConfig config) {
        return warning(
                config.timeout().idle().compareTo(CLAUDE_CODE_PATIENCE) >= 0,
                "weir.timeout.idle",
                shown(config.timeout().idle()) + ": Claude Code gives up after 300 s of silence, before Weir does",
                "Set it below 300s.");
    }

    private static Optional<Finding> drain(DrainConfig drain) {
        return warning(
                drain.timeout().compareTo(SHORT_DRAIN) < 0,
                "weir.drain.timeout",
                shown(drain.timeout()) + ": each restart cuts the responses that take longer",
                "Set it to the longest response that should survive a restart; the default is 600s.");
    }

    private static Optional<Finding> storeDeadline(QuotaConfig quota) {
        Duration renewal = quota.leaseTime().dividedBy(RENEWALS_PER_LEASE);
        if (quota.storeDeadline().compareTo(renewal) >= 0) {
            return Optional.of(Finding.fault(
                    "weir.quota.store-deadline",
                    shown(quota.storeDeadline()) + " is not below a third of weir.quota.lease-time, so that leases of"
                            + " running requests would expire while they are renewed",
                    "Lower it, or raise weir.quota.lease-time."));
        }
        return warning(
                quota.storeDeadline().compareTo(LONG_STORE_DEADLINE) > 0,
                "weir.quota.store-deadline",
                shown(quota.storeDeadline()) + ": while Redis is slow, each request may wait so long",
                "Set it to 1s or less; the default is 100ms.");
    }

    private static List<Finding> outage(QuotaConfig.OnOutage outage) {
        return Stream.of(Map.entry("rates", outage.rates()), Map.entry("budgets", outage.budgets()))
                .filter(mode -> mode.getValue() == OutageMode.OPEN)
                .map(mode -> Finding.warning(
                        "weir.quota.on-outage." + mode.getKey(),
                        "open: while Redis is down, nobody is limited",
                        "Set it to local, where each replica enforces its share, or to closed."))
                .toList();
    }

    private static Optional<Finding> plaintext(String name, UpstreamConfig upstream) {
        URI url = upstream.url();
        return warning(
                "http".equalsIgnoreCase(url.getScheme()) && isPublicName(url.getHost()),
                "weir.upstreams." + name + ".url",
                "http: Weir's key and all prompts go over the network unencrypted",
                "Use https where the upstream is not on this machine or in this cluster.");
    }

    /** A name of one part is a service beside Weir, an address is somebody's own, and so is what ends so. */
    private static boolean isPublicName(String host) {
        return host != null
                && host.matches(".*\\.[A-Za-z]+\\.?")
                && !host.matches("(?i).*\\.(local|internal|svc|localhost|test|cluster\\.local)\\.?");
    }

    private static Optional<Finding> warning(boolean isRisky, String subject, String problem, String remedy) {
        return isRisky ? Optional.of(Finding.warning(subject, problem, remedy)) : Optional.empty();
    }

    private static String shown(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
