package dev.weir.simulator;

import dev.weir.simulator.ModelMessage.Stop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Produces the answer to a call: the same content for the same seed and call. Single-threaded.
 *
 * <p>What does not fit in {@code max_tokens} is left out, and the message then ends with {@code max_tokens}.
 */
final class MessageComposer {
    private static final int DEFAULT_TOKENS = 32;
    private static final int DEFAULT_THINKING = 40;

    private final long seed;
    private final SimulatedIds ids;

    MessageComposer(long seed, SimulatedIds ids) {
        this.seed = seed;
        this.ids = ids;
    }

    /** Never fails. */
    ModelMessage compose(SimulatedRequest call, SimulatedUsage input) {
        Draft draft = new Draft(call.maxTokens());
        thinkingTokens(call).ifPresent(tokens -> think(call, tokens, draft));
        List<ToolCalls.Wanted> tools = ToolCalls.of(call);
        if (tools.isEmpty()) {
            write(call, draft);
        } else {
            tools.forEach(tool -> draft.add(new ContentBlock.ToolUse(ids.next("toolu"), tool.name(), tool.input())));
        }
        Stop stop = stop(call, draft, !tools.isEmpty());
        return new ModelMessage(ids.next("msg"), call.model(), draft.blocks, stop, input.withOutput(draft.produced()));
    }

    private static Optional<Integer> thinkingTokens(SimulatedRequest call) {
        boolean asked = call.body().path("thinking").path("type").asText().equals("enabled");
        return call.script()
                .find(Scenario.Thinking.class)
                .map(Scenario.Thinking::tokens)
                .or(() -> asked ? Optional.of(DEFAULT_THINKING) : Optional.empty());
    }

    private void think(SimulatedRequest call, int wanted, Draft draft) {
        int tokens = Math.min(wanted, draft.left);
        draft.cut |= tokens < wanted;
        if (tokens == 0) {
            return;
        }
        boolean omitted = call.body().path("thinking").path("display").asText().equals("omitted");
        String thinking = RandomText.text(seed + 1, tokens);
        String signature = "Eq" + Long.toHexString(Mix.mix(seed)).repeat(4) + "==";
        draft.add(new ContentBlock.Thinking(omitted ? "" : thinking, signature, tokens));
    }

    private void write(SimulatedRequest call, Draft draft) {
        String text = text(call);
        Optional<String> sequence = firstMet(text, call.stopSequences());
        if (sequence.isPresent()) {
            text = text.substring(0, text.indexOf(sequence.get()));
        }
        String fitting = TokenEstimate.start(text, draft.left);
        draft.cut |= fitting.length() < text.length();
        draft.sequence = draft.cut ? Optional.empty() : sequence;
        if (!fitting.isEmpty()) {
            draft.add(new ContentBlock.Text(fitting));
        }
    }

    private String text(SimulatedRequest call) {
        SimulationScript script = call.script();
        return script.find(Scenario.Text.class)
                .map(Scenario.Text::text)
                .or(() -> script.find(Scenario.Tokens.class).map(tokens -> RandomText.text(seed, tokens.count())))
                .orElseGet(() -> stopsWith(call, "refusal") ? "" : RandomText.text(seed, DEFAULT_TOKENS));
    }

    private static Optional<String> firstMet(String text, List<String> sequences) {
        return sequences.stream()
                .filter(one -> !one.isEmpty() && text.contains(one))
                .min(Comparator.comparingInt(text::indexOf));
    }

    private static Stop stop(SimulatedRequest call, Draft draft, boolean tools) {
        Optional<String> wanted = call.script().find(Scenario.Stop.class).map(Scenario.Stop::reason);
        if (call.maxTokens() == 0 || draft.cut) {
            return Stop.of("max_tokens");
        }
        if (wanted.isPresent() && wanted.get().equals("stop_sequence")) {
            Optional<String> first = call.stopSequences().stream().findFirst();
            return new Stop("stop_sequence", draft.sequence.or(() -> first));
        }
        if (wanted.isPresent() && !wanted.get().equals("tool_use")) {
            return Stop.of(wanted.get());
        }
        if (draft.sequence.isPresent()) {
            return new Stop("stop_sequence", draft.sequence);
        }
        return Stop.of(tools ? "tool_use" : "end_turn");
    }

    private static boolean stopsWith(SimulatedRequest call, String reason) {
        return call.script()
                .find(Scenario.Stop.class)
                .filter(stop -> stop.reason().equals(reason))
                .isPresent();
    }

    /** An answer in the making: its blocks and the tokens that are left for more. */
    private static final class Draft {
        private final int most;
        private final List<ContentBlock> blocks = new ArrayList<>();
        private int left;
        private boolean cut;
        private Optional<String> sequence = Optional.empty();

        Draft(int most) {
            this.most = most;
            this.left = most;
        }

        /** Takes the block if it fits whole; no tool follows what was cut. */
        void add(ContentBlock block) {
            boolean late = cut && block instanceof ContentBlock.ToolUse;
            if (late || block.tokens() > left) {
                cut = true;
                return;
            }
            blocks.add(block);
            left -= block.tokens();
        }

        int produced() {
            return most - left;
        }
    }
}
