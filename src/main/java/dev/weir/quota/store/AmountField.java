package dev.weir.quota.store;

import dev.weir.policy.LimitKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** One of the numbers in {@link Amounts}. */
public enum AmountField {
    /** Requests. */
    REQUESTS,
    /** Input tokens at the rate limit. */
    INPUT_TOKENS,
    /** Output tokens at the rate limit. */
    OUTPUT_TOKENS,
    /** Tokens at budgets. */
    BUDGET_TOKENS,
    /** Money, in nano-dollars. */
    NANO_USD;

    /** The fields that leases hold; requests are taken at once. */
    public static final List<AmountField> HELD = List.of(INPUT_TOKENS, OUTPUT_TOKENS, BUDGET_TOKENS, NANO_USD);

    /** Returns the field that a kind of limit counts; for concurrency the requests. */
    public static AmountField countedBy(LimitKind kind) {
        return switch (kind) {
            case REQUESTS_PER_MINUTE,
                    COUNT_TOKENS_PER_MINUTE,
                    CONCURRENT_REQUESTS,
                    REQUESTS_PER_DAY,
                    REQUESTS_PER_MONTH,
                    SESSION_REQUESTS -> REQUESTS;
            case INPUT_TOKENS_PER_MINUTE -> INPUT_TOKENS;
            case OUTPUT_TOKENS_PER_MINUTE -> OUTPUT_TOKENS;
            case TOKENS_PER_DAY, TOKENS_PER_WEEK, TOKENS_PER_MONTH, SESSION_TOKENS -> BUDGET_TOKENS;
            case USD_PER_DAY, USD_PER_WEEK, USD_PER_MONTH, SESSION_USD -> NANO_USD;
        };
    }

    /** Returns all fields of amounts, in a mutable map. */
    public static Map<AmountField, Long> allOf(Amounts amounts) {
        Map<AmountField, Long> fields = new EnumMap<>(AmountField.class);
        for (AmountField field : values()) {
            fields.put(field, field.of(amounts));
        }
        return fields;
    }

    /** Returns this field of amounts. */
    public long of(Amounts amounts) {
        return switch (this) {
            case REQUESTS -> amounts.requests();
            case INPUT_TOKENS -> amounts.inputTokens();
            case OUTPUT_TOKENS -> amounts.outputTokens();
            case BUDGET_TOKENS -> amounts.budgetTokens();
            case NANO_USD -> amounts.nanoUsd();
        };
    }
}
