package dev.weir.messages;

/**
 * A digest of what stays the same over the requests of a conversation: the tools, the system prompt and the first
 * message, each digested by itself, so that their order in the body does not matter.
 *
 * <p>Only values count, and none named {@code cache_control}: clients move their cache breakpoints from turn to turn,
 * and write a message first as a text, later as a list of blocks. Filled while a body is read; used once, by one
 * thread.
 */
public final class ConversationDigest {
    private long tools;
    private long system;
    private long firstMessage;

    /** Returns one number for the conversation: equal for requests of which all three parts are equal. */
    public long value() {
        return Hash64.mix(tools + Hash64.mix(system + Hash64.mix(firstMessage)));
    }

    void tools(Hash64 values) {
        tools = values.value();
    }

    void system(Hash64 values) {
        system = values.value();
    }

    void firstMessage(Hash64 values) {
        firstMessage = values.value();
    }
}
