package dev.weir.quota.estimate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.quota.store.Subject;
import java.util.Optional;

/**
 * What was learned of each user with each model, and of each model with all users; only on this replica, bounded,
 * forgotten when unused. Safe for use by many threads.
 */
final class UsageHistory {
    private static final int MAX_USERS = 50_000;
    private static final int MAX_MODELS = 1_000;

    private final Cache<UserAndModel, UsageStatistics> users =
            Caffeine.newBuilder().maximumSize(MAX_USERS).build();
    private final Cache<String, UsageStatistics> models =
            Caffeine.newBuilder().maximumSize(MAX_MODELS).build();

    private record UserAndModel(Subject subject, String model) {}

    /**
     * Returns what is known of a user with a model; absent where nothing is.
     *
     * @param model an id of the price table, or {@code other}
     */
    Optional<UsageStatistics> of(Subject subject, String model) {
        return Optional.ofNullable(users.getIfPresent(new UserAndModel(subject, model)));
    }

    /** Returns what is known of a model; absent where nothing is. */
    Optional<UsageStatistics> of(String model) {
        return Optional.ofNullable(models.getIfPresent(model));
    }

    /** Adds a prompt of which only text counted. */
    void addPrompt(Subject subject, String model, long textBytes, long promptTokens, long uncachedTokens) {
        user(subject, model).addPrompt(textBytes, promptTokens, uncachedTokens);
        model(model).addPrompt(textBytes, promptTokens, uncachedTokens);
    }

    /** Adds the output of a whole response. */
    void addOutput(Subject subject, String model, long tokens) {
        user(subject, model).addOutput(tokens);
        model(model).addOutput(tokens);
    }

    private UsageStatistics user(Subject subject, String model) {
        return users.get(new UserAndModel(subject, model), _ -> new UsageStatistics());
    }

    private UsageStatistics model(String model) {
        return models.get(model, _ -> new UsageStatistics());
    }
}
