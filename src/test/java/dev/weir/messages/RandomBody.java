package dev.weir.messages;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Makes JSON texts in the shape of requests, valid or not, with random order, spacing and escapes.
 *
 * <p>A member {@code data} has no escapes and no white space behind it, so that its size is known.
 */
final class RandomBody {
    private static final List<String> TYPES = List.of(
            "text",
            "image",
            "document",
            "tool_use",
            "tool_result",
            "container_upload",
            "tool_addition",
            "base64",
            "url",
            "file",
            "content",
            "custom",
            "bash_1",
            "browser_x",
            "mcp_toolset",
            "web_search_20260318",
            "bash",
            "\u00fc");
    private static final List<String> TOP = List.of(
            "metadata",
            "stream",
            "system",
            "tools",
            "fallbacks",
            "mcp_servers",
            "speed",
            "inference_geo",
            "service_tier",
            "container",
            "billing_policy",
            "Model",
            "thinking",
            "\u4e16\u754c",
            "");
    private static final List<String> NUMBERS = List.of(
            "0", "-0", "7", "1024.0", "1.5", "-3", "1e3", "12.5e1", "1E-2", "9223372036854775808", "-1e40", "1e400");

    private final RandomGenerator random;
    private final StringBuilder text = new StringBuilder();

    private RandomBody(RandomGenerator random) {
        this.random = random;
    }

    /** Returns the next body. */
    static String next(RandomGenerator random) {
        RandomBody body = new RandomBody(random);
        body.space();
        body.write(body.chance(50) ? body.any(3) : body.top());
        body.space();
        return body.text.toString();
    }

    private Object top() {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            String name = pick(TOP);
            members.put(name, member(name));
        }
        for (String name : List.of("model", "messages", "max_tokens")) {
            if (!chance(30)) {
                members.put(name, member(name));
            }
        }
        if (chance(2)) {
            members.put("messages", members.getOrDefault("messages", List.of()));
        }
        return members;
    }

    private Object member(String name) {
        if (chance(20)) {
            return any(2);
        }
        return switch (name) {
            case "model" -> pick(TYPES);
            case "max_tokens" -> new Spelt(pick(NUMBERS));
            case "stream" -> new Spelt(chance(2) ? "true" : "false");
            case "metadata" -> chance(5) ? any(2) : Map.of("user_id", chance(5) ? any(1) : pick(TYPES));
            case "messages" -> list(() -> chance(9) ? any(2) : members("content", content(3), "role", "user"));
            case "system" -> content(3);
            case "tools" -> list(this::tool);
            case "fallbacks" -> list(() -> chance(5) ? any(2) : fallback());
            default -> any(2);
        };
    }

    private Object fallback() {
        return chance(2)
                ? members("model", pick(TYPES), "speed", any(0))
                : members("max_tokens", new Spelt(pick(NUMBERS)), "model", pick(TYPES));
    }

    private Object content(int depth) {
        return chance(4) ? any(depth) : list(() -> block(depth));
    }

    private Object block(int depth) {
        Map<String, Object> block = new LinkedHashMap<>();
        List<String> names = List.of("type", "source", "content", "input", "tool", "text", "citations");
        for (int i = random.nextInt(6); i > 0; i--) {
            String name = pick(names);
            block.put(name, depth == 0 || chance(12) ? any(1) : blockMember(name, depth - 1));
        }
        return block;
    }

    private Object blockMember(String name, int depth) {
        return switch (name) {
            case "type" -> pick(TYPES);
            case "source" -> source(depth);
            case "content" -> content(depth);
            case "tool" -> Map.of("definition", tool());
            default -> block(depth);
        };
    }

    private Object source(int depth) {
        Map<String, Object> source = new LinkedHashMap<>();
        for (String name : chance(2) ? List.of("type", "data", "content") : List.of("data", "url", "type")) {
            switch (name) {
                case "type" -> source.put(name, chance(9) ? any(1) : pick(List.of("base64", "url", "file", "text")));
                case "data" ->
                    source.put(name, chance(9) ? tool() : "QUJD".repeat(random.nextInt(chance(20) ? 5000 : 5)));
                default -> source.put(name, chance(3) ? content(depth) : any(1));
            }
        }
        return source;
    }

    private Object tool() {
        return chance(9) ? any(2) : members("type", chance(9) ? any(1) : pick(TYPES), "input_schema", block(1));
    }

    private Object any(int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> new Spelt(pick(List.of("null", "true", "false")));
            case 1 -> new Spelt(pick(NUMBERS));
            case 2, 3 -> pick(TYPES) + (chance(9) ? "\ud83d\ude00\u0001\"\\/" : "");
            case 4 -> list(() -> any(depth - 1));
            default -> block(depth - 1);
        };
    }

    private List<Object> list(Supplier<Object> element) {
        return Stream.generate(element).limit(random.nextInt(4)).toList();
    }

    /** Keeps the order, unlike {@code Map.of}, so that a seed gives the same text in every run. */
    private static Map<String, Object> members(String first, Object one, String second, Object other) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(first, one);
        members.put(second, other);
        return members;
    }

    private void write(Object value) {
        switch (value) {
            case Spelt(String spelling) -> text.append(spelling);
            case String string -> string(string, chance(3));
            case List<?> list -> {
                String comma = "";
                text.append('[');
                for (Object element : list) {
                    text.append(comma);
                    space();
                    write(element);
                    space();
                    comma = ",";
                }
                space();
                text.append(']');
            }
            case Map<?, ?> map -> members(map);
            default -> throw new IllegalArgumentException();
        }
    }

    private void members(Map<?, ?> members) {
        boolean tight = false;
        String comma = "";
        text.append('{');
        for (Map.Entry<?, ?> member : members.entrySet()) {
            text.append(comma);
            space(tight);
            string((String) member.getKey(), chance(9));
            space();
            text.append(':');
            space();
            tight = member.getKey().equals("data");
            if (tight && member.getValue() instanceof String data) {
                string(data, false);
            } else {
                write(member.getValue());
            }
            space(tight);
            comma = ",";
        }
        space(tight);
        text.append('}');
    }

    private void string(String value, boolean escaped) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char each = value.charAt(i);
            if (each < ' ' || each == '"' || each == '\\' || (escaped && (Character.isSurrogate(each) || chance(3)))) {
                text.append("\\u%04x".formatted((int) each));
            } else {
                text.append(each);
            }
        }
        text.append('"');
    }

    private void space(boolean tight) {
        if (!tight) {
            space();
        }
    }

    private void space() {
        if (chance(4)) {
            text.append(" \n\r\t".charAt(random.nextInt(4)));
            space();
        }
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** A literal or a number as written. */
    private record Spelt(String spelling) {}
}
