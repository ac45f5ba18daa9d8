package dev.weir.pricing;

import dev.weir.messages.Provenance;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.ResponseKind;
import dev.weir.messages.Usage;
import dev.weir.reload.FileReading;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Price tables and responses for tests. */
public final class PriceTables {
    /** One entry of each kind: factors and patterns, a date, bands, only later dates. */
    static final PriceTable TABLE = table("""
            default: { input: 5, output: 25, cache-write-5m: 6.25, cache-write-1h: 10, cache-read: 0.5 }
            factors:
              service-tier: { batch: 0.5 }
              inference-geo: { us: 1.1 }
            server-tools: { web-search-per-thousand: 10 }
            models:
              - id: big
                patterns: ["big-20*", "big[*"]
                max-output: 128000
                rates:
                  - { input: 4, output: 20, cache-write-5m: 5, cache-write-1h: 8, cache-read: 0.2 }
                factors: { speed: { fast: 2 } }
              - id: cut
                patterns: ["*-20*"]
                rates:
                  - { input: 2, output: 10, cache-write-5m: 2.5, cache-write-1h: 4, cache-read: 0.2 }
                  - { from: 2026-10-07, input: 2, output: 10, cache-write-5m: 2.5, cache-write-1h: 4, cache-read: 0.1 }
              - id: banded
                rates:
                  - { input: 0.1, output: 0.5, cache-write-5m: 0.125, cache-write-1h: 0.2, cache-read: 0.01 }
                  - above-prompt-tokens: 100000
                    input: 0.5
                    output: 2.5
                    cache-write-5m: 0.625
                    cache-write-1h: 1
                    cache-read: 0.05
              - id: dated
                rates:
                  - { from: 2026-11-01, input: 1, output: 1, cache-write-5m: 1, cache-write-1h: 1, cache-read: 1 }
                  - { from: 2026-12-01, input: 2, output: 2, cache-write-5m: 2, cache-write-1h: 2, cache-read: 2 }
            """);

    private PriceTables() {}

    /** Reads a table that must be valid. */
    public static PriceTable table(String yaml) {
        return switch (PriceReader.read(yaml.getBytes(StandardCharsets.UTF_8))) {
            case FileReading.Valid<PriceTable>(PriceTable table) -> table;
            case FileReading.Invalid<PriceTable>(List<String> faults) -> throw new AssertionError(faults);
        };
    }

    /** A response of a model with an exact usage and nothing else. */
    static ResponseFacts response(String model, Usage usage) {
        return response(model, usage, Provenance.EXACT, 0);
    }

    /** A response of a model with a usage and nothing else. */
    static ResponseFacts response(String model, Usage usage, Provenance provenance, long outputFloor) {
        return new ResponseFacts(
                Optional.empty(),
                Optional.of(model),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(usage),
                provenance,
                outputFloor,
                ResponseKind.MESSAGE);
    }

    /** The response with its service tier, speed and geography. */
    static ResponseFacts served(
            ResponseFacts response, Optional<String> tier, Optional<String> speed, Optional<String> geo) {
        return new ResponseFacts(
                response.messageId(),
                response.model(),
                response.stopReason(),
                tier,
                speed,
                geo,
                response.cacheMissReason(),
                response.usage(),
                response.provenance(),
                response.outputFloor(),
                response.kind());
    }

    /** Tokens by kind. */
    static Usage usage(long input, long read, long write5m, long write1h, long output) {
        return new Usage(input, read, write5m, write1h, output, 0, List.of());
    }
}
