package dev.weir.simulator;

import java.util.LinkedHashMap;
import java.util.Map;

/** The scripts that a model's name selects, for clients that cannot send {@code x-simulate}. */
final class ModelNames {
    /** The prefix of such names. */
    static final String PREFIX = "claude-simulate-";

    /** The scripts by the part of the name after the prefix. */
    static final Map<String, String> SCRIPTS = scripts();

    private ModelNames() {}

    /** The text of the script for a model; empty where its name selects none. */
    static String scriptOf(String model) {
        if (!model.startsWith(PREFIX)) {
            return "";
        }
        String name = model.substring(PREFIX.length());
        return SCRIPTS.getOrDefault(name, name.matches("[45]\\d\\d") ? "status=" + name : name);
    }

    private static Map<String, String> scripts() {
        Map<String, String> scripts = new LinkedHashMap<>();
        for (ErrorKind kind : ErrorKind.values()) {
            scripts.put(kind.wireName(), "kind=" + kind.wireName());
        }
        scripts.put("cut", "tokens=200;cut-at=1500");
        scripts.put("drop", "drop");
        scripts.put("silence", "silence");
        scripts.put("stall", "tokens=200;silence-after=8");
        scripts.put("slow", "first-byte-delay=5s");
        scripts.put("error-first", "error-event=first");
        scripts.put("error-later", "error-event=later");
        scripts.put("no-pings", "no-pings");
        scripts.put("chunked", "chunk=7");
        scripts.put("unknown-events", "unknown-events");
        scripts.put("long", "tokens=4000");
        scripts.put("thinking", "thinking");
        scripts.put("tool", "tool");
        scripts.put("refusal", "stop=refusal");
        scripts.put("pause-turn", "stop=pause_turn");
        scripts.put("max-tokens", "stop=max_tokens");
        scripts.put("context-window", "stop=model_context_window_exceeded");
        scripts.put("flaky", "status=529;retry-after=1;times=1");
        return scripts;
    }
}
