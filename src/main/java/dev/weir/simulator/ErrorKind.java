package dev.weir.simulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Which of several errors of one status. */
enum ErrorKind {
    /** 429: requests per minute; the usual 429. */
    REQUESTS,
    /** 429: input tokens per minute. */
    INPUT_TOKENS,
    /** 429: output tokens per minute. */
    OUTPUT_TOKENS,
    /** 429: usage that grows too fast. */
    ACCELERATION,
    /** 429: too many connections at once. */
    CONCURRENCY,
    /** 429: the limit of a Claude Code workspace. */
    WORKSPACE,
    /** 429 without {@code retry-after}: the tier's spend limit. */
    SPEND_LIMIT,
    /** 429 without {@code retry-after}: the contract's spend limit. */
    CONTRACT_LIMIT,
    /** 400: the spend limit that the organization set itself. */
    USAGE_LIMIT,
    /** A page of the network in front of the API instead of JSON. */
    HTML;

    /** The name in the grammar. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind of that name; empty for an unknown one. */
    static Optional<ErrorKind> named(String wireName) {
        return Arrays.stream(values())
                .filter(kind -> kind.wireName().equals(wireName))
                .findFirst();
    }
}
