package dev.weir.simulator;

import dev.weir.simulator.ModelMessage.StopReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Composes the message for a request: the same content for the same seed and request. Single-threaded.
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
    ModelMessage compose(SimulatedRequest request, SimulatedUsage input) {
        Draft draft = new Draft(request.maxTokens());
        thinkingTokens(request).ifPresent(tokens -> think(request, tokens, draft));
        List<ToolCalls.Wanted> tools = ToolCalls.of(request);
        if (tools.isEmpty()) {
            write(request, draft);
        } else {
            tools.forEach(tool -> draft.add(new ContentBlock.ToolUse(ids.next("toolu"), tool.name(), tool.input())));
        }
        StopReason stop = stop(request, draft, !tools.isEmpty());
        return new ModelMessage(
                ids.next("msg"),
                request.model(),
                draft.blocks,
                stop,
                input.withOutput(draft.produced()),
                request.script().find(Scenario.CacheMissReason.class).map(Scenario.CacheMissReason::type));
    }

    private static Optional<Integer> thinkingTokens(SimulatedRequest request) {
        boolean asked = request.body().path("thinking").path("type").asText().equals("enabled");
        return request.script()
                .find(Scenario.Thinking.class)
                .map(Scenario.Thinking::tokens)
                .or(() -> asked ? Optional.of(DEFAULT_THINKING) : Optional.empty());
    }

    private void think(SimulatedRequest request, int wanted, Draft draft) {
        int tokens = Math.min(wanted, draft.left);
        draft.cut |= tokens < wanted;
        if (tokens == 0) {
            return;
        }
        boolean omitted =
                request.body().path("thinking").path("display").asText().equals("omitted");
        String thinking = RandomText.text(seed + 1, tokens);
        String signature =
                "Eq" + Long.toHexString(new SplittableRandom(seed).nextLong()).repeat(4) + "==";
        draft.add(new ContentBlock.Thinking(omitted ? "" : thinking, signature, tokens));
    }

    private void write(SimulatedRequest request, Draft draft) {
        String text = text(request);
        Optional<String> sequence = firstMet(text, request.stopSequences());
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

    private String text(SimulatedRequest request) {
        SimulationScript script = request.script();
        return script.find(Scenario.Text.class)
                .map(Scenario.Text::text)
                .or(() -> script.find(Scenario.Tokens.class).map(tokens -> RandomText.text(seed, tokens.count())))
                .orElseGet(() -> stopsWith(request, "refusal") ? "" : RandomText.text(seed, DEFAULT_TOKENS));
    }

    private static Optional<String> firstMet(String text, List<String> sequences) {
        return sequences.stream()
                .filter(one -> !one.isEmpty() && text.contains(one))
                .min(Comparator.comparingInt(text::indexOf));
    }

    private static StopReason stop(SimulatedRequest request, Draft draft, boolean tools) {
        Optional<String> wanted = request.script().find(Scenario.Stop.class).map(Scenario.Stop::reason);
        if (request.maxTokens() == 0 || draft.cut) {
            return StopReason.of("max_tokens");
        }
        if (wanted.isPresent() && wanted.get().equals("stop_sequence")) {
            Optional<String> first = request.stopSequences().stream().findFirst();
            return new StopReason("stop_sequence", draft.sequence.or(() -> first));
        }
        if (wanted.isPresent() && !wanted.get().equals("tool_use")) {
            return StopReason.of(wanted.get());
        }
        if (draft.sequence.isPresent()) {
            return new StopReason("stop_sequence", draft.sequence);
        }
        return StopReason.of(tools ? "tool_use" : "end_turn");
    }

    private static boolean stopsWith(SimulatedRequest request, String reason) {
        return request.script()
                .find(Scenario.Stop.class)
                .filter(stop -> stop.reason().equals(reason))
                .isPresent();
    }

    /** A message being composed: its blocks and the tokens that are left. */
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

        /** Adds the block if it fits whole; after a cut no tool is added. */
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
