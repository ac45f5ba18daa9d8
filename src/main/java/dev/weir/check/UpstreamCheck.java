package dev.weir.check;

import dev.weir.reload.WatchedSecret;
import dev.weir.settings.Finding;
import dev.weir.settings.SettingFault;
import dev.weir.settings.SettingNames;
import dev.weir.upstream.UpstreamConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Checks the settings of an upstream; opens no connection.
 *
 * @param subject the setting {@code weir.upstreams.<name>}
 */
public record UpstreamCheck(String subject, UpstreamConfig upstream) {
    /** Returns all faults. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (!isBase(upstream.url())) {
            findings.add(fault(
                    ".url",
                    "not a base URL of the API (expected: https:// or http://, a host, and what stands before /v1,"
                            + " such as https://api.anthropic.com)"));
        }
        upstream.proxy().filter(proxy -> !isOrigin(proxy)).ifPresent(_ -> {
            findings.add(fault(
                    ".proxy",
                    "not the URL of a proxy (expected: scheme, host and port, such as http://proxy.example:3128)"));
        });
        upstream.trust().filter(file -> !isReadableFile(file)).ifPresent(file -> {
            findings.add(fault(".trust", file + ": no such file, or this process may not read it"));
        });
        findings.addAll(keys());
        return findings;
    }

    private List<Finding> keys() {
        String remedy = "Set it to the upstream's key, or to file:<path>; the variable is "
                + SettingNames.variableOf(subject + ".keys.main") + " or the one that application.yaml names.";
        if (upstream.keys().isEmpty()) {
            return List.of(Finding.fault(subject + ".keys", "the upstream's key is missing", remedy));
        }
        List<Finding> findings = new ArrayList<>();
        for (Map.Entry<String, String> key : upstream.keys().entrySet()) {
            String name = subject + ".keys." + key.getKey();
            findings.addAll(secret(name, new WatchedSecret(name, key.getValue()), remedy));
        }
        return findings;
    }

    /** Returns the faults of a secret, which is read from its file if it names one. */
    public static List<Finding> secret(String name, WatchedSecret secret, String remedy) {
        secret.poll();
        String prefix = name + ": ";
        return secret.faults().stream()
                .map(fault -> fault.startsWith(prefix) ? fault.substring(prefix.length()) : fault)
                .map(fault -> Finding.fault(name, fault, remedy))
                .toList();
    }

    private static boolean isOrigin(URI url) {
        return isBase(url) && (url.getRawPath().isEmpty() || url.getRawPath().equals("/"));
    }

    private static boolean isBase(URI url) {
        boolean isHttp = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
        boolean isBare = url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null;
        if (url.getHost() == null || url.getRawPath() == null) {
            return false; // as in proxy.example:3128, where the host is taken for the scheme
        }
        boolean namesVersion = url.getRawPath().matches(".*/v1/?"); // the paths of the API begin with it
        return isHttp && isBare && !namesVersion;
    }

    private static boolean isReadableFile(Path file) {
        return Files.isRegularFile(file) && Files.isReadable(file);
    }

    private Finding fault(String key, String problem) {
        return Finding.fault(subject + key, problem, SettingFault.setIt(subject + key));
    }
}
