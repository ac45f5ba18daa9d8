package dev.weir.quota.store;

import dev.weir.policy.LimitKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A part of {@link Amounts}, by the letter under which Redis knows it. */
enum Part {
    REQUESTS("r"),
    INPUT("i"),
    OUTPUT("o"),
    TOKENS("t"),
    MONEY("d");

    /** What leases hold; requests are taken at once. */
    static final List<Part> HELD = List.of(INPUT, OUTPUT, TOKENS, MONEY);

    private final String letter;

    Part(String letter) {
        this.letter = letter;
    }

    /** Returns the short name under which Redis knows a kind of limit. */
    static String codeOf(LimitKind kind) {
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

    /** Returns what a kind of limit counts; of concurrency the requests. */
    static Part countedBy(LimitKind kind) {
        return switch (kind) {
            case REQUESTS_PER_MINUTE, COUNT_TOKENS_PER_MINUTE, CONCURRENT_REQUESTS -> REQUESTS;
            case INPUT_TOKENS_PER_MINUTE -> INPUT;
            case OUTPUT_TOKENS_PER_MINUTE -> OUTPUT;
            case TOKENS_PER_DAY, TOKENS_PER_MONTH -> TOKENS;
            case USD_PER_DAY, USD_PER_MONTH -> MONEY;
        };
    }

    /** Returns all parts of amounts, to be changed. */
    static Map<Part, Long> partsOf(Amounts amounts) {
        Map<Part, Long> parts = new EnumMap<>(Part.class);
        for (Part part : values()) {
            parts.put(part, part.of(amounts));
        }
        return parts;
    }

    String letter() {
        return letter;
    }

    long of(Amounts amounts) {
        return switch (this) {
            case REQUESTS -> amounts.requests();
            case INPUT -> amounts.inputTokens();
            case OUTPUT -> amounts.outputTokens();
            case TOKENS -> amounts.budgetTokens();
            case MONEY -> amounts.nanoUsd();
        };
    }
}
