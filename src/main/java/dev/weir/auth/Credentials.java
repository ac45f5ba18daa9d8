package dev.weir.auth;

import java.util.List;

/**
 * The credentials of a call as they came: every value of each header that may carry one.
 *
 * <p>It has no {@code toString} that shows them.
 */
public record Credentials(List<String> authorization, List<String> apiKey) {
    public Credentials {
        authorization = List.copyOf(authorization);
        apiKey = List.copyOf(apiKey);
    }

    @Override
    public String toString() {
        return "Credentials[…]";
    }
}
