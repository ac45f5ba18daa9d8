package dev.weir.simulator;

import com.fasterxml.jackson.databind.JsonNode;

/** The message that the simulated model produces; by default a short text that ends its turn. */
sealed interface Scenario extends Directive {
    /** Ends with this stop reason, the API's name for it. */
    record Stop(String reason) implements Scenario {}

    /**
     * Thinks before its text.
     *
     * @param tokens length of the thinking, at least 1
     */
    record Thinking(int tokens) implements Scenario {}

    /**
     * Calls a tool, unless the last user message already contains a tool's result.
     *
     * @param name the tool; empty for the first of the request
     */
    record Tool(String name) implements Scenario {}

    /** The arguments of the tool that {@link Tool} calls. */
    record Input(JsonNode json) implements Scenario {}

    /** Produces exactly this text, if {@code max_tokens} allows. */
    record Text(String text) implements Scenario {}

    /**
     * Produces a text of this length.
     *
     * @param count tokens, 0 to {@link ScriptParser#MOST_TOKENS}
     */
    record Tokens(int count) implements Scenario {}

    /** Says why the prompt cache missed, the API's name for it. */
    record CacheMissReason(String type) implements Scenario {}
}
