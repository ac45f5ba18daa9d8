package dev.weir.simulator;

import com.fasterxml.jackson.databind.JsonNode;

/** What the simulated model is asked to produce; an answer without any is a short text that ends its turn. */
sealed interface Scenario extends Directive {
    /** Ends with this stop reason, as the API spells it. */
    record Stop(String reason) implements Scenario {}

    /**
     * Thinks before it answers.
     *
     * @param tokens length of the thinking, at least 1
     */
    record Thinking(int tokens) implements Scenario {}

    /**
     * Calls a tool, unless the last user message already brings a tool's result.
     *
     * @param name the tool; empty for the first of the request
     */
    record Tool(String name) implements Scenario {}

    /** The arguments of the tool that {@link Tool} calls. */
    record Input(JsonNode json) implements Scenario {}

    /** Responder with exactly this text, if {@code max_tokens} allows. */
    record Text(String text) implements Scenario {}

    /**
     * Responder with a text of this length.
     *
     * @param count tokens, 0 to {@link ScriptParser#MOST_TOKENS}
     */
    record Tokens(int count) implements Scenario {}
}
