package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.messages.Provenance;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.ResponseReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTapTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MESSAGE = """
            {"id": "msg_1", "type":"message","role":"assistant","model":"claude-opus-5",
             "content":[{"type":"text","text":"a \\"usage\\": {\\"input_tokens\\": 99} \\\\"},
                        {"type":"tool_use","id":"toolu_1","input":{"model":"other","usage":{"output_tokens":7}}}],
             "stop_reason":"end_turn","stop_sequence":null,
             "usage":{"input_tokens":12,"output_tokens":34,"cache_read_input_tokens":5}}
            """;

    private final MessageTap tap = new MessageTap();

    @Test
    void readsTheMessagesFactsButNothingInItsContent() {
        read(tap, MESSAGE.getBytes(UTF_8));

        assertThat(tap.facts()).isEqualTo(read(MESSAGE));
        assertThat(tap.facts().usage().orElseThrow().input()).isEqualTo(12);
        assertThat(tap.facts().usage().orElseThrow().output()).isEqualTo(34);
        assertThat(tap.facts().messageId()).contains("msg_1");
        assertThat(tap.facts().model()).contains("claude-opus-5");
    }

    @Test
    void readsTheSameAsATreeOfRandomMessagesAtAnyChunking() throws JsonProcessingException {
        for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            ObjectNode message = message(random);
            String text = random.nextBoolean() ? message.toPrettyString() : JSON.writeValueAsString(message);
            MessageTap pieces = new MessageTap();

            StreamFixtures.chunks(text.getBytes(UTF_8), seed).forEach(chunk -> read(pieces, chunk));

            assertThat(pieces.facts()).as(text).isEqualTo(read(text));
        }
    }

    @Test
    void readsRandomMessagesInOnePieceAsItReadsThemInSeveral() throws JsonProcessingException {
        for (int seed = 0; seed < 400; seed++) {
            String text = JSON.writeValueAsString(message(new Random(seed)));
            MessageTap pieces = new MessageTap();
            StreamFixtures.chunks(text.getBytes(UTF_8), seed).forEach(chunk -> read(pieces, chunk));
            pieces.end();
            MessageTap whole = new MessageTap();

            read(whole, text.getBytes(UTF_8));
            whole.end();

            boolean isExact = pieces.facts().provenance() == Provenance.EXACT;
            assertThat(whole.facts()).as(text).isEqualTo(isExact ? withoutText(text) : pieces.facts());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "}", "{}", "\u0000"})
    void readsAMessageInOnePieceWithBytesAfterIt(String rest) {
        read(tap, (MESSAGE + rest).getBytes(UTF_8));
        tap.end();

        assertThat(tap.facts()).isEqualTo(read(MESSAGE));
    }

    @Test
    void keepsTheWholeMembersOfAMessageThatBrokeOff() {
        byte[] whole = MESSAGE.getBytes(UTF_8);
        int model = MESSAGE.indexOf(",\n \"content\"");
        int usage = MESSAGE.lastIndexOf('}');
        for (int cut = 0; cut < whole.length; cut++) {
            MessageTap broken = new MessageTap();

            read(broken, Arrays.copyOf(whole, cut));

            assertThat(broken.facts().model().isPresent()).isEqualTo(cut > model);
            assertThat(broken.facts().usage().isPresent()).isEqualTo(cut > usage);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "17",
                "\"usage\"",
                "<html>{\"id\":\"x\",\"usage\":{\"input_tokens\":1}}</html>",
                "[{\"id\":\"x\"}]",
                "[\"id\":\"x\",\"usage\":{\"input_tokens\":1}]",
                "x{\"id\":\"x\"}",
                "\"a\"{\"id\":\"x\"}",
                "{}{\"id\":\"x\"}",
                "{\"a\":{\"id\":\"x\"}}",
                "{\"a\":[{\"id\":\"x\"},\"id\",\"x\"]}",
                "{\"identity\":\"x\",\"i\":\"x\",\"usage_of_something_else\":{\"input_tokens\":1}}",
                "}{\"id\":\"x\"}",
                "{\"id\":}",
                "{\"id\":\"x}",
                "{\"id\":tru}",
                "{\"id\" \"x\"}"
            })
    void reportsNoFactsWhereThereAreNone(String body) {
        read(tap, body.getBytes(UTF_8));

        assertThat(tap.facts().usage()).isEmpty();
        assertThat(tap.facts().messageId()).isEmpty();
        assertThat(tap.facts().provenance()).isEqualTo(Provenance.ESTIMATED);
    }

    @Test
    void readsAMessageAfterAByteOrderMark() {
        byte[] marked = ("\ufeff" + MESSAGE).getBytes(UTF_8);
        for (int seed = 0; seed < 20; seed++) {
            MessageTap pieces = new MessageTap();

            StreamFixtures.chunks(marked, seed).forEach(chunk -> read(pieces, chunk));

            assertThat(pieces.facts().usage()).isEqualTo(read(MESSAGE).usage());
        }
    }

    @Test
    void reportsPartialUsageWithoutAnOutputCount() {
        read(tap, "{\"content\":[{\"text\":\"777\"}],\"usage\":{\"input_tokens\":5}}".getBytes(UTF_8));

        assertThat(tap.facts().provenance()).isEqualTo(Provenance.PARTIAL);
        assertThat(tap.facts().outputFloor()).isEqualTo(3);
    }

    @Test
    void awaitsUsageUntilItHasCome() {
        read(tap, "{\"content\":[]".getBytes(UTF_8));
        boolean before = tap.awaitsUsage();

        read(tap, ",\"usage\":{\"output_tokens\":5},".getBytes(UTF_8));

        assertThat(before).isTrue();
        assertThat(tap.awaitsUsage()).isFalse();
    }

    @Test
    void readsOnAfterAValueTooLongToKeep() {
        String huge = "x".repeat(TopLevelMembers.LONGEST_VALUE);
        read(tap, ("{\"id\":\"" + huge + "\",\"model\":\"claude-opus-5\"}").getBytes(UTF_8));

        assertThat(tap.facts().messageId()).isEmpty();
        assertThat(tap.facts().model()).contains("claude-opus-5");
    }

    @Test
    void keepsNothingOfTheContent() {
        List<Integer> lengths = new ArrayList<>();
        TopLevelMembers members = new TopLevelMembers(List.of("id", "usage"), (_, _, length) -> lengths.add(length));
        byte[] megabyte = "x".repeat(1024 * 1024).getBytes(UTF_8);

        members.read(Unpooled.wrappedBuffer("{\"id\":\"m\",\"content\":[{\"text\":\"".getBytes(UTF_8)));
        for (int part = 0; part < 64; part++) {
            members.read(Unpooled.wrappedBuffer(megabyte));
        }
        members.read(Unpooled.wrappedBuffer("\"}],\"usage\":{}}".getBytes(UTF_8)));

        assertThat(lengths).containsExactly(3, 2);
        assertThat(members.keptBytes()).isLessThan(128);
    }

    @Test
    void readsBuffersWithoutAnArray() {
        ByteBuf direct = Unpooled.directBuffer().writeBytes(MESSAGE.getBytes(UTF_8));
        ByteBuf inside =
                Unpooled.wrappedBuffer(("xx" + MESSAGE).getBytes(UTF_8)).skipBytes(2);
        MessageTap other = new MessageTap();

        tap.read(direct);
        other.read(inside);

        assertThat(tap.facts()).isEqualTo(read(MESSAGE));
        assertThat(other.facts()).isEqualTo(read(MESSAGE));
        assertThat(direct.readableBytes()).isEqualTo(MESSAGE.length());
        direct.release();
    }

    @Test
    void commitsAtOnceAndIsNoEventStream() {
        assertThat(tap.commits()).isTrue();
        assertThat(tap.isEventStream()).isFalse();
        assertThat(tap.isBetweenEvents()).isFalse();
        assertThat(tap.progress()).isEqualTo(Tap.Progress.OPEN);
    }

    private static ObjectNode message(Random random) {
        List<String> names = new ArrayList<>(
                List.of("id", "model", "stop_reason", "usage", "content", "type", "extra", "an_odd_name"));
        Collections.shuffle(names, random);
        ObjectNode message = JSON.createObjectNode();
        for (String name : names.subList(0, random.nextInt(names.size() + 1))) {
            switch (name) {
                case "usage" -> message.set(name, usage(random));
                case "content", "extra", "an_odd_name" -> message.set(name, nested(random, 4));
                default -> message.put(name, text(random));
            }
        }
        return message;
    }

    private static ObjectNode usage(Random random) {
        ObjectNode usage = JSON.createObjectNode();
        usage.put("input_tokens", random.nextInt(1000));
        usage.put("output_tokens", random.nextInt(1000));
        usage.put("service_tier", text(random));
        usage.putObject("cache_creation").put("ephemeral_1h_input_tokens", random.nextInt(100));
        return usage;
    }

    private static ArrayNode nested(Random random, int depth) {
        ArrayNode list = JSON.createArrayNode();
        for (int element = random.nextInt(4); element > 0; element--) {
            switch (random.nextInt(depth > 0 ? 5 : 3)) {
                case 0 -> list.add(text(random));
                case 1 -> list.add(random.nextDouble());
                case 2 -> list.addNull();
                case 3 -> list.add(nested(random, depth - 1));
                default -> {
                    ObjectNode object = list.addObject();
                    object.put("id", text(random));
                    object.set("usage", usage(random));
                    object.set(text(random), nested(random, depth - 1));
                }
            }
        }
        return list;
    }

    private static String text(Random random) {
        String alphabet = "\"\\{}[]:,ab \n\t\u00e4\u20ac\u0001";
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(12); length > 0; length--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static ResponseFacts read(String json) {
        byte[] bytes = json.getBytes(UTF_8);
        ResponseReader reader = new ResponseReader();
        reader.message(bytes, 0, bytes.length);
        OutputText text = new OutputText();
        text.read(bytes, 0, bytes.length);
        return reader.facts(reader.hasOutputCount() ? Provenance.EXACT : Provenance.PARTIAL, text.tokens());
    }

    /** What a message says whose usage is exact: nobody needs an estimate of its text. */
    private static ResponseFacts withoutText(String json) {
        byte[] bytes = json.getBytes(UTF_8);
        ResponseReader reader = new ResponseReader();
        reader.message(bytes, 0, bytes.length);
        return reader.facts(Provenance.EXACT, 0);
    }

    private static void read(MessageTap tap, byte[] bytes) {
        tap.read(Unpooled.wrappedBuffer(bytes));
    }
}
