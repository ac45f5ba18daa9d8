package dev.weir.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The models that the simulator serves: a fixed list, and besides it every id that begins with {@code claude-}. */
final class SimulatedModels {
    /** The one {@code claude-} id that does not exist. */
    static final String NOT_FOUND = "claude-not-found";

    /** The most tokens that a message may have. */
    static final int MOST_OUTPUT = 128_000;

    private static final int DEFAULT_PAGE = 20;
    private static final int LARGEST_PAGE = 1000;
    private static final String PREFIX = "claude-";
    private static final Pattern VERSION =
            Pattern.compile("(haiku|sonnet|opus|fable|mythos)-(\\d{1,2})(?:-(\\d{1,2}))?(?!\\d).*");

    /** Newest first. Source: the model ids in the SDK sources of November 2026; most dates are made up. */
    private static final List<String> IDS = List.of(
            "claude-fable-5-2",
            "claude-mythos-5-2",
            "claude-haiku-5-5",
            "claude-sonnet-5-5",
            "claude-fable-5-1",
            "claude-opus-5-5",
            "claude-mythos-5-1",
            "claude-sonnet-5",
            "claude-fable-5",
            "claude-mythos-5",
            "claude-opus-5",
            "claude-opus-4-8",
            "claude-opus-4-7",
            "claude-mythos-preview",
            "claude-opus-4-6",
            "claude-sonnet-4-6",
            "claude-opus-4-5-20251101",
            "claude-haiku-4-5-20251001",
            "claude-sonnet-4-5-20250929");

    private static final Map<String, String> ALIASES = Map.of(
            "claude-opus-4-5", "claude-opus-4-5-20251101",
            "claude-haiku-4-5", "claude-haiku-4-5-20251001",
            "claude-sonnet-4-5", "claude-sonnet-4-5-20250929");

    private static final Map<String, Integer> CACHE_MINIMUM = Map.of(
            "claude-opus-5", 512,
            "claude-fable-5", 512,
            "claude-mythos-5", 512,
            "claude-opus-4-7", 2048,
            "claude-mythos-preview", 2048,
            "claude-opus-4-6", 4096,
            "claude-opus-4-5-20251101", 4096,
            "claude-haiku-4-5-20251001", 4096);

    private SimulatedModels() {}

    /** The id that an id or alias stands for; empty where there is no such model. */
    static Optional<String> resolve(String id) {
        if (!id.startsWith(PREFIX) || id.length() == PREFIX.length() || id.equals(NOT_FOUND)) {
            return Optional.empty();
        }
        return Optional.of(ALIASES.getOrDefault(id, id));
    }

    /** The shortest prefix that is cached, in tokens. Source: Messages API, prompt caching, August 2026. */
    static int cacheMinimum(String id) {
        return CACHE_MINIMUM.getOrDefault(id, 1024);
    }

    /**
     * Whether the model is at least this new; an id that tells no version counts as new as the first of its line.
     *
     * @param minor of major version 4
     */
    static boolean isAtLeastFour(String id, int minor) {
        Matcher matcher = VERSION.matcher(id.substring(Math.min(PREFIX.length(), id.length())));
        if (!matcher.matches()) {
            return id.contains("mythos");
        }
        int major = Integer.parseInt(matcher.group(2));
        int found = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
        return major > 4 || (major == 4 && found >= minor);
    }

    /** A page of the list, newest first; an unknown cursor is ignored. Source: Messages API, list models. */
    static ObjectNode page(int limit, Optional<String> after, Optional<String> before) {
        int from =
                after.map(IDS::indexOf).filter(at -> at >= 0).map(at -> at + 1).orElse(0);
        int to = Math.min(IDS.size(), from + limit);
        Optional<Integer> end =
                before.filter(_ -> after.isEmpty()).map(IDS::indexOf).filter(at -> at >= 0);
        if (end.isPresent()) {
            to = end.get();
            from = Math.max(0, to - limit);
        }
        boolean more = end.isPresent() ? from > 0 : to < IDS.size();
        List<String> ids = IDS.subList(from, to);
        ObjectNode page = Json.object();
        ArrayNode data = page.putArray("data");
        ids.forEach(id -> data.add(info(id)));
        page.put("has_more", more);
        page.put("first_id", ids.isEmpty() ? null : ids.getFirst());
        return page.put("last_id", ids.isEmpty() ? null : ids.getLast());
    }

    /** The page size of a query; empty for one that the API rejects. */
    static Optional<Integer> pageSize(Optional<String> limit) {
        if (limit.isEmpty()) {
            return Optional.of(DEFAULT_PAGE);
        }
        return limit.filter(text -> text.matches("\\d{1,4}"))
                .map(Integer::valueOf)
                .filter(size -> size >= 1 && size <= LARGEST_PAGE);
    }

    /** The description of a model. Source: Messages API, ModelInfo. */
    static ObjectNode info(String id) {
        int age = Math.max(0, IDS.indexOf(id));
        ObjectNode info = Json.object().put("id", id).put("type", "model").put("display_name", displayName(id));
        info.put("created_at", "2026-%02d-01T00:00:00Z".formatted(Math.max(1, 11 - age / 2)));
        info.put("lifecycle", "active")
                .putNull("deprecated_at")
                .putNull("retires_at")
                .put("line", line(id).orElse(null));
        info.put("max_input_tokens", 1_000_000).put("max_tokens", MOST_OUTPUT);
        info.set("capabilities", capabilities(id));
        return info;
    }

    /** For example Claude Opus 4.5 of {@code claude-opus-4-5-20251101}. */
    private static String displayName(String id) {
        String undated = id.replaceFirst("-\\d{8}$", "").replaceAll("(\\d)-(\\d)", "$1.$2");
        return Stream.of(undated.split("-", -1))
                .filter(word -> !word.isEmpty())
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining(" "));
    }

    private static Optional<String> line(String id) {
        return Stream.of("haiku", "sonnet", "opus", "fable", "mythos")
                .filter(id::contains)
                .findFirst();
    }

    private static ObjectNode capabilities(String id) {
        ObjectNode all = Json.object();
        for (String name :
                List.of("batch", "citations", "code_execution", "image_input", "pdf_input", "structured_outputs")) {
            all.set(name, supported(true));
        }
        ObjectNode context = supported(true);
        for (String edit : List.of("clear_thinking_20251015", "clear_tool_uses_20250919", "compact_20260112")) {
            context.set(edit, supported(true));
        }
        all.set("context_management", context);
        ObjectNode effort = supported(true);
        List.of("low", "medium", "high", "xhigh", "max").forEach(level -> effort.set(level, supported(true)));
        all.set("effort", effort);
        ObjectNode tools = supported(true);
        tools.set("web_search", supported(true));
        tools.set("code_execution", supported(true));
        all.set("server_tools", tools);
        ObjectNode types = Json.object();
        types.set("adaptive", supported(isAtLeastFour(id, 6)));
        types.set("between_tools", supported(isAtLeastFour(id, 6)));
        types.set("disabled", supported(true));
        types.set("enabled", supported(!isAtLeastFour(id, 7)));
        ObjectNode thinking = supported(true);
        thinking.set("types", types);
        all.set("thinking", thinking);
        return all;
    }

    private static ObjectNode supported(boolean is) {
        return Json.object().put("supported", is);
    }
}
