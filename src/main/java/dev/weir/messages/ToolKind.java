package dev.weir.messages;

import java.util.List;
import java.util.Optional;

/** Who runs a tool, by the {@code type} of its definition. Source: Messages API, tools. */
enum ToolKind {
    /** The client runs it. */
    CLIENT,
    /** Anthropic calls a server that the request names. */
    MCP,
    /** Anthropic runs it; unknown types count as this. */
    SERVER;

    private static final List<String> CLIENT_FAMILIES =
            List.of("bash_", "text_editor_", "memory_", "computer_", "browser_");

    /** Returns the kind for a type that is present and not null. */
    static ToolKind of(String type) {
        if (type.equals("mcp_toolset")) {
            return MCP;
        }
        boolean client = type.equals("custom") || CLIENT_FAMILIES.stream().anyMatch(type::startsWith);
        return client ? CLIENT : SERVER;
    }

    /** Returns the feature that such a tool uses. */
    Optional<Feature> feature() {
        return switch (this) {
            case CLIENT -> Optional.empty();
            case MCP -> Optional.of(Feature.MCP_SERVERS);
            case SERVER -> Optional.of(Feature.SERVER_TOOLS);
        };
    }
}
