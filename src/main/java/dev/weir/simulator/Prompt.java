package dev.weir.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The prompt of a request in the order in which the API caches it: tools, system, messages.
 *
 * @param segments one for each tool and block
 */
record Prompt(List<PromptSegment> segments) {
    private static final String CACHE_CONTROL = "cache_control";

    Prompt {
        segments = List.copyOf(segments);
    }

    /**
     * One tool or block.
     *
     * @param tokens at least 1
     * @param prefix digest of everything up to here, {@code cache_control} left out; empty where nothing is cached
     * @param breakpoint how long the prefix up to here is to be cached
     */
    record PromptSegment(int tokens, String prefix, Optional<Lifetime> breakpoint) {}

    /** The two lifetimes of a cache entry. */
    enum Lifetime {
        /** The usual five minutes. */
        FIVE_MINUTES,
        /** An hour, at twice the price. */
        ONE_HOUR
    }

    /** Reads the prompt out of a request body that has been checked. */
    static Prompt of(JsonNode body) {
        Reader reader = new Reader(body.findValue(CACHE_CONTROL) != null);
        body.path("tools").forEach(tool -> reader.add("tool", tool));
        reader.content("system", body.path("system"));
        for (JsonNode message : body.path("messages")) {
            reader.content(message.path("role").asText(), message.path("content"));
        }
        return new Prompt(reader.segments(lifetime(body)));
    }

    /** All tokens. */
    int tokens() {
        return segments.stream().mapToInt(PromptSegment::tokens).sum();
    }

    private static Optional<Lifetime> lifetime(JsonNode owner) {
        JsonNode control = owner.path(CACHE_CONTROL);
        if (!control.isObject()) {
            return Optional.empty();
        }
        return Optional.of(control.path("ttl").asText().equals("1h") ? Lifetime.ONE_HOUR : Lifetime.FIVE_MINUTES);
    }

    /** Weighs the segments one after the other and chains their digests. */
    private static final class Reader {
        private final Optional<MessageDigest> digest;
        private final List<PromptSegment> found = new ArrayList<>();
        private long bytes;

        Reader(boolean cached) {
            digest = cached ? Optional.of(Sha256.digest()) : Optional.empty();
        }

        void content(String owner, JsonNode content) {
            if (content.isTextual()) {
                add(owner, content);
            } else {
                content.forEach(block -> add(owner, block));
            }
        }

        void add(String owner, JsonNode node) {
            bytes = 0;
            weigh(owner);
            if (node.isTextual()) {
                weigh("type");
                weigh("text");
                weigh("text");
            }
            walk(node);
            String prefix = digest.map(this::chain).orElse("");
            found.add(new PromptSegment(Math.max(1, TokenEstimate.of(bytes)), prefix, lifetime(node)));
        }

        List<PromptSegment> segments(Optional<Lifetime> automatic) {
            if (automatic.isPresent() && !found.isEmpty()) {
                PromptSegment last = found.removeLast();
                found.add(new PromptSegment(
                        last.tokens(), last.prefix(), last.breakpoint().or(() -> automatic)));
            }
            return found;
        }

        private void walk(JsonNode node) {
            if (node.isObject()) {
                for (Map.Entry<String, JsonNode> field : node.properties()) {
                    if (!field.getKey().equals(CACHE_CONTROL)) {
                        weigh(field.getKey());
                        walk(field.getValue());
                    }
                }
            } else if (node.isArray()) {
                node.forEach(this::walk);
            } else {
                weigh(node.asText());
            }
        }

        private void weigh(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            bytes += utf8.length;
            digest.ifPresent(hash -> {
                hash.update(utf8);
                hash.update((byte) 0);
            });
        }

        private String chain(MessageDigest hash) {
            byte[] prefix = hash.digest();
            hash.update(prefix);
            return HexFormat.of().formatHex(prefix);
        }
    }
}
