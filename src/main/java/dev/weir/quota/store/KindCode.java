package dev.weir.quota.store;

import dev.weir.policy.LimitKind;

/** The short names under which Redis knows kinds of limits. */
final class KindCode {
    private KindCode() {}

    static String of(LimitKind kind) {
        return switch (kind) {
            case REQUESTS_PER_MINUTE -> "r";
            case INPUT_TOKENS_PER_MINUTE -> "i";
            case OUTPUT_TOKENS_PER_MINUTE -> "o";
            case COUNT_TOKENS_PER_MINUTE -> "c";
            case TOKENS_PER_DAY -> "dt";
            case USD_PER_DAY -> "dd";
            case TOKENS_PER_MONTH -> "mt";
            case USD_PER_MONTH -> "md";
            case CONCURRENT_REQUESTS -> "n";
        };
    }
}
