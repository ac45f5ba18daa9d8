package dev.weir.simulator;

import java.util.Arrays;
import java.util.Optional;

/** The values of {@code anthropic-version}. Source: Messages API, versioning. */
enum ApiVersion {
    /** The first one. */
    V2023_01_01("2023-01-01"),
    /** The long-lived one. */
    V2023_06_01("2023-06-01"),
    /** Without sampling parameters. */
    V2026_10_21("2026-10-21");

    private final String wireName;

    ApiVersion(String wireName) {
        this.wireName = wireName;
    }

    /** The version of that name; empty for an unknown one. */
    static Optional<ApiVersion> named(String name) {
        return Arrays.stream(values()).filter(one -> one.wireName.equals(name)).findFirst();
    }
}
