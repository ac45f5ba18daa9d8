package dev.weir.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The files of the operator, in a directory of their own: the policy as Kubernetes mounts a ConfigMap, replaced by the
 * swap of a link to its directory; the rest replaced by a rename.
 */
final class OperatorFiles {
    static final String FIRST_UPSTREAM_KEY = "upstream-key-canary-first";

    private final Path directory;
    private final Path mounted;

    OperatorFiles() {
        try {
            directory = Files.createTempDirectory("weir-e2e-");
            Files.copy(Path.of("config", "prices.yaml"), prices());
            mounted = Files.createDirectory(directory.resolve("mounted"));
            Files.createSymbolicLink(policy(), Path.of("..data", "policy.yaml"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        writePolicy(policyText());
        writeUpstreamKey(FIRST_UPSTREAM_KEY);
    }

    Path policy() {
        return mounted.resolve("policy.yaml");
    }

    Path prices() {
        return directory.resolve("prices.yaml");
    }

    Path upstreamKey() {
        return directory.resolve("upstream.key");
    }

    void writePolicy(String text) {
        try {
            Path version = Files.createTempDirectory(mounted, "..version-");
            Files.writeString(version.resolve("policy.yaml"), text);
            Path link = Files.createSymbolicLink(mounted.resolve("..data_tmp"), version.getFileName());
            Files.move(
                    link,
                    mounted.resolve("..data"),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void writeUpstreamKey(String key) {
        replace(upstreamKey(), key + "\n");
    }

    private void replace(Path file, String text) {
        try {
            Path fresh = Files.writeString(directory.resolve("fresh"), text);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns the policy that the tests begin with. */
    static String policyText() {
        return """
                plans:
                  open: { deny-features: [] }
                  strict:
                    models: ["claude-*"]
                    deny-features: [mcp-servers, server-tools, fallbacks, speed, inference-geo, service-tier, container,
                      file-sources, url-sources, billing-policy]
                  listed: { models: ["claude-*"], deny-features: [] }
                teams:
                  open-team: { plan: open, upstream: scripted, keys: [%s] }
                  simulated-team: { plan: open, upstream: simulator, keys: [%s] }
                  strict-team:
                    plan: strict
                    upstream: scripted
                    users: { %s: { blocked: true } }
                    keys: [%s, %s]
                  dead-team: { plan: open, upstream: anthropic, keys: [%s] }
                  bearer-team: { plan: open, upstream: bearer, keys: [%s] }
                  bound-team: { plan: listed, upstream: scripted, keys: [%s] }
                  anywhere-team: { plan: open, keys: [%s] }
                """.formatted(
                        key("open", TestKeys.OPEN, ""),
                        key("simulated", TestKeys.SIMULATED, ""),
                        TestKeys.BLOCKED_USER,
                        key("strict", TestKeys.STRICT, ""),
                        key("expired", TestKeys.EXPIRED, ", expires: 2020-01-31"),
                        key("dead", TestKeys.DEAD, ""),
                        key("bearer", TestKeys.BEARER, ""),
                        key("bound", TestKeys.BOUND, ", user: bound-user-canary"),
                        key("anywhere", TestKeys.ANYWHERE, ""));
    }

    /** Returns a policy's line for a key. */
    static String key(String id, String key, String more) {
        return "{ id: %s, sha256: \"%s\"%s }"
                .formatted(id, ByteChunks.sha256(key.getBytes(java.nio.charset.StandardCharsets.UTF_8)), more);
    }
}
