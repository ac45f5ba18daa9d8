package dev.weir.auth;

import java.util.List;

/**
 * The credentials of a request as received: every value of each header that may carry one.
 *
 * <p>Its {@code toString} does not show them.
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
