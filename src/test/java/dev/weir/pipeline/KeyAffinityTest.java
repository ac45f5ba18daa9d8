package dev.weir.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** 50 growing conversations over four keys: each keeps to the key that has its prompt cache. */
class KeyAffinityTest {
    private static final int CONVERSATIONS = 50;
    private static final int TURNS = 10;
    private static final String CONVERSATION = "x-conversation";
    private static final String BREAKPOINT = ",\"cache_control\":{\"type\":\"ephemeral\"}";

    /** The keys that responded with a message, by conversation and in their order. */
    private final Map<String, List<String>> keysByConversation = new ConcurrentHashMap<>();

    private final TestGateway gateway = new TestGateway(this::serve, GatewayBounds.retrying("a", "b", "c", "d"));
    private volatile Optional<String> rejected = Optional.empty();

    /** How a client tells its conversations apart. */
    enum ConversationClient {
        /** By a header, as Claude Code does. */
        WITH_SESSION,
        /** By the body alone, as programs on the SDKs do. */
        WITHOUT_SESSION
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private void serve(HttpServerRequest request) {
        String key = String.valueOf(request.getHeader("x-api-key"));
        request.body().onSuccess(_ -> {
            if (rejected.filter(key::equals).isPresent()) {
                request.response()
                        .setStatusCode(401)
                        .end("{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\"}}");
                return;
            }
            keysByConversation
                    .computeIfAbsent(String.valueOf(request.getHeader(CONVERSATION)), _ -> new CopyOnWriteArrayList<>())
                    .add(key);
            UpstreamReply.json().to(request);
        });
    }

    @ParameterizedTest
    @EnumSource(ConversationClient.class)
    void keepsEachConversationToOneKeyAndUsesThemAll(ConversationClient client) {
        turns(client, 0, TURNS);

        Set<String> used = new HashSet<>();
        keysByConversation.values().forEach(used::addAll);

        assertThat(used).containsExactlyInAnyOrder("sk-a", "sk-b", "sk-c", "sk-d");
        assertThat(keysByConversation).hasSize(CONVERSATIONS).allSatisfy((_, keys) -> {
            assertThat(keys).hasSize(TURNS);
            assertThat(shareOfTheMostUsed(keys)).isGreaterThanOrEqualTo(0.95);
        });
    }

    @ParameterizedTest
    @EnumSource(ConversationClient.class)
    void movesTheConversationsOfAKeyThatFailsOnceAndNoOthers(ConversationClient client) {
        turns(client, 0, TURNS / 2);
        rejected = Optional.of("sk-b");
        turns(client, TURNS / 2, TURNS);

        Collection<List<String>> all = keysByConversation.values();
        List<List<String>> moved =
                all.stream().filter(keys -> keys.getFirst().equals("sk-b")).toList();

        assertThat(moved).isNotEmpty().allMatch(keys -> keys.size() == TURNS && moves(keys) == 1);
        assertThat(all)
                .filteredOn(keys -> !moved.contains(keys))
                .isNotEmpty()
                .allMatch(keys -> keys.size() == TURNS && moves(keys) == 0);
    }

    @Test
    void keepsRequestsThatNameFilesToOneKeyOfTheTeam() {
        IntStream.range(0, CONVERSATIONS).forEach(i -> gateway.createAgain(bodyWithFile(i)));

        Set<String> used = new HashSet<>();
        keysByConversation.values().forEach(used::addAll);

        assertThat(used).hasSize(1);
    }

    private static byte[] bodyWithFile(int number) {
        return """
                {"model":"claude-big","max_tokens":1,"messages":[{"role":"user","content":[
                  {"type":"text","text":"question %d"},
                  {"type":"document","source":{"type":"file","file_id":"file_%d"}}]}]}
                """.formatted(number, number).getBytes(UTF_8);
    }

    private void turns(ConversationClient client, int from, int to) {
        for (int turn = from; turn < to; turn++) {
            for (int conversation = 0; conversation < CONVERSATIONS; conversation++) {
                MultiMap headers = TestGateway.headers().add(CONVERSATION, "c" + conversation);
                if (client == ConversationClient.WITH_SESSION) {
                    headers.add(KeyAffinity.SESSION, "session-" + conversation);
                }
                gateway.createAgain(body(conversation, turn), headers);
            }
        }
    }

    /**
     * One turn: the same tools and system prompt in all conversations, breakpoints on both and on the newest message,
     * which alone is written as a list of blocks; the order of the members changes.
     */
    private static byte[] body(int conversation, int turn) {
        List<String> messages = new ArrayList<>();
        for (int i = 0; i <= turn; i++) {
            String text = "\"message " + i + " of " + conversation + "\"";
            messages.add("{\"role\":\"user\",\"content\":"
                    + (i == turn ? "[{\"type\":\"text\",\"text\":" + text + BREAKPOINT + "}]" : text) + "}");
            if (i < turn) {
                messages.add("{\"role\":\"assistant\",\"content\":\"reply " + i + "\"}");
            }
        }
        String all = "\"messages\":[" + String.join(",", messages) + "]";
        String tools = "\"tools\":[{\"name\":\"t\",\"input_schema\":{\"type\":\"object\"}" + BREAKPOINT + "}]";
        String later = turn == 0 ? "" : BREAKPOINT;
        String system = "\"system\":[{\"type\":\"text\",\"text\":\"You are kind.\"" + later + "}]";
        String fields = turn % 2 == 0 ? tools + "," + system + "," + all : all + "," + tools + "," + system;
        return ("{\"model\":\"claude-big\",\"max_tokens\":10," + fields + "}").getBytes(UTF_8);
    }

    private static double shareOfTheMostUsed(List<String> keys) {
        long most = keys.stream()
                .distinct()
                .mapToLong(key -> keys.stream().filter(key::equals).count())
                .max()
                .orElse(0);
        return (double) most / keys.size();
    }

    private static long moves(List<String> keys) {
        return IntStream.range(1, keys.size())
                .filter(i -> !keys.get(i).equals(keys.get(i - 1)))
                .count();
    }
}
