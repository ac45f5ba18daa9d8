package dev.weir.demo;

import dev.weir.pricing.PriceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The files of one run of the demo, in a temporary directory that is deleted when the process ends.
 *
 * @param directory contains nothing else
 * @param policy one team with one key, bound to a user, and limits that are too high to be reached by hand; with a load
 *     also the teams of that
 * @param prices the packaged table
 */
record DemoFiles(Path directory, Path policy, Path prices) {
    /**
     * Writes them.
     *
     * @param sha256 of the demo's key
     * @param upstream the only one that the teams may use
     * @param load the teams of the load; absent: none
     * @throws IOException where no temporary file can be written
     */
    static DemoFiles write(String sha256, String upstream, Optional<DemoTeams> load) throws IOException {
        Path directory = Files.createTempDirectory("weir-demo-");
        Path policy = directory.resolve("policy.yaml");
        Path prices = directory.resolve("prices.yaml");
        // Deleted in reverse order
        List.of(directory, policy, prices).forEach(path -> path.toFile().deleteOnExit());
        Files.write(prices, PriceFile.packaged());
        Files.writeString(policy, """
                plans:
                %s  demo:
                    user:
                      requests-per-minute: 600
                      input-tokens-per-minute: 4000000
                      output-tokens-per-minute: 800000
                      usd-per-day: 1000
                      concurrent-requests: 100
                teams:
                  demo:
                    plan: demo
                    upstream: %s
                    keys:
                      - { id: demo, sha256: "%s", user: demo }
                %s""".formatted(
                        load.isPresent() ? DemoTeams.PLANS : "",
                        upstream,
                        sha256,
                        load.map(teams -> teams.policy(upstream)).orElse("")));
        return new DemoFiles(directory, policy, prices);
    }
}
