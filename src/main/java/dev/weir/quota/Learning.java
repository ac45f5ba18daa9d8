package dev.weir.quota;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.quota.store.Subject;
import java.util.Optional;

/**
 * What was learned of each user with each model, and of each model with all users; of this replica alone, bounded, forgotten
 * when unused. Safe for use by many threads.
 */
final class Learning {
    private static final int MAX_USERS = 50_000;
    private static final int MAX_MODELS = 1_000;

    private final Cache<UserTopic, Experience> users =
            Caffeine.newBuilder().maximumSize(MAX_USERS).build();
    private final Cache<String, Experience> models =
            Caffeine.newBuilder().maximumSize(MAX_MODELS).build();

    private record UserTopic(Subject subject, String model) {}

    /**
     * Returns what is known of a user with a model; absent where nothing is.
     *
     * @param model an id of the price table, or {@code other}
     */
    Optional<Experience> of(Subject subject, String model) {
        return Optional.ofNullable(users.getIfPresent(new UserTopic(subject, model)));
    }

    /** Returns what is known of a model; absent where nothing is. */
    Optional<Experience> of(String model) {
        return Optional.ofNullable(models.getIfPresent(model));
    }

    /** Learns from a prompt whose text alone counted. */
    void prompt(Subject subject, String model, long textBytes, long promptTokens, long uncachedTokens) {
        user(subject, model).prompt(textBytes, promptTokens, uncachedTokens);
        model(model).prompt(textBytes, promptTokens, uncachedTokens);
    }

    /** Learns from a whole answer. */
    void output(Subject subject, String model, long tokens) {
        user(subject, model).output(tokens);
        model(model).output(tokens);
    }

    private Experience user(Subject subject, String model) {
        return users.get(new UserTopic(subject, model), _ -> new Experience());
    }

    private Experience model(String model) {
        return models.get(model, _ -> new Experience());
    }
}
