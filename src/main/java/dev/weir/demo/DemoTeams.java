package dev.weir.demo;

import dev.weir.auth.KeyMaker;
import dev.weir.auth.KeyMaker.NewKey;
import java.util.List;

/**
 * The teams of the demo's load, each with the key that its requests have.
 *
 * @param search streams, with a long prompt that the cache keeps
 * @param support short answers, and everything that can go wrong
 * @param batch long answers, until its budget is spent
 */
record DemoTeams(NewKey search, NewKey support, NewKey batch) {
    /** Their plans, as lines of the policy. */
    static final String PLANS = """
              search:
                user:
                  requests-per-minute: 300
                  output-tokens-per-minute: 60000
                  usd-per-day: 20
                  concurrent-requests: 20
                team:
                  usd-per-month: 5000
              support:
                models: ["claude-*"]
                user:
                  requests-per-minute: 60
                  usd-per-day: 5
                  concurrent-requests: 5
              batch:
                user:
                  concurrent-requests: 4
                team:
                  usd-per-day: 0.1
            """;

    /** Makes teams with keys of this run. */
    static DemoTeams make(KeyMaker keys) {
        return new DemoTeams(keys.make(), keys.make(), keys.make());
    }

    /** Returns the teams as lines of the policy. */
    String policy(String upstream) {
        return team("search", search, upstream) + team("support", support, upstream) + team("batch", batch, upstream);
    }

    /** Returns the keys, in the order of {@link DemoTraffic}. */
    List<String> keys() {
        return List.of(search.key().text(), support.key().text(), batch.key().text());
    }

    private static String team(String name, NewKey key, String upstream) {
        return """
              %s:
                plan: %s
                upstream: %s
                keys:
                  - { id: %s-service, sha256: "%s" }
            """.formatted(name, name, upstream, name, key.sha256());
    }
}
