package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * No byte of one exchange reaches another team through a booted gateway, whatever the upstream does on the connections
 * that both share. {@code TaggedBytesTest} does more of it, without the gateway around.
 */
@QuarkusTest
@WithTestResource(GatewayEnvironmentResource.class)
class TaggedBytesQuarkusTest {
    private static final int CLIENTS = 8;
    private static final int EXCHANGES_EACH = 100;
    private static final long SEED = 12;
    private static final String JSON = "content-type: application/json\r\n";

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    /** What an upstream does with a request; each byte it sends is marked with the exchange. */
    private enum TaggedReply {
        SIZED(true) {
            @Override
            void play(ScriptedConnection connection, String tag) throws IOException {
                connection.send(response(tag));
            }
        },
        INTERIM(true) {
            @Override
            void play(ScriptedConnection connection, String tag) throws IOException {
                connection.send("HTTP/1.1 102 Processing\r\nx-tag: " + tag + "\r\n\r\n");
                connection.send(response(tag));
            }
        },
        PARTIAL_BEHIND(true) {
            @Override
            void play(ScriptedConnection connection, String tag) throws IOException {
                connection.send(response(tag) + "HTTP/1.1 200 OK\r\nx-smuggled: " + tag);
            }
        },
        DOUBLE(true) {
            @Override
            void play(ScriptedConnection connection, String tag) throws IOException {
                connection.send(response(tag) + response(tag));
            }
        },
        LONG(true) {
            @Override
            void play(ScriptedConnection connection, String tag) throws IOException {
                connection.send(response(tag) + body(tag));
            }
        },
        SWITCHED(false) {
            @Override
            void play(ScriptedConnection connection, String tag) throws IOException {
                connection.send("HTTP/1.1 101 Switching Protocols\r\nx-tag: " + tag + "\r\n\r\n" + response(tag));
            }
        },
        SHORT(false) {
            @Override
            void play(ScriptedConnection connection, String tag) throws IOException {
                String whole = response(tag);
                connection.send(whole.substring(0, whole.length() - tag.length()));
                connection.close();
            }
        };

        final boolean serves;

        TaggedReply(boolean serves) {
            this.serves = serves;
        }

        abstract void play(ScriptedConnection connection, String tag) throws IOException;
    }

    @Test
    void noByteOfAnExchangeReachesAnother() throws InterruptedException, ExecutionException {
        List<String> faults = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<String>>> all = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int number = client;
                all.add(clients.submit(() -> exchanges(number)));
            }
            for (Future<List<String>> one : all) {
                faults.addAll(one.get());
            }
        }

        assertThat(faults).isEmpty();
        environment.metrics().awaitNothingInFlight();
    }

    private List<String> exchanges(int client) {
        SplittableRandom random = new SplittableRandom(SEED + client);
        String key = client % 2 == 0 ? TestKeys.OPEN : TestKeys.STRICT;
        List<String> faults = new ArrayList<>();
        for (int at = 0; at < EXCHANGES_EACH; at++) {
            TaggedReply kind = TaggedReply.values()[random.nextInt(TaggedReply.values().length)];
            String tag = "<" + client + "-" + at + ">";
            String script = environment.upstream().addScript(connection -> kind.play(connection, tag));
            ReceivedResponse response = environment.exchange(
                    RawRequest.message(key, RawRequest.HELLO).playing(script));
            if (!isOwn(response, kind, tag)) {
                faults.add(tag + " " + kind + ": " + response.head() + " " + response.text());
            }
        }
        return faults;
    }

    private static boolean isOwn(ReceivedResponse response, TaggedReply kind, String tag) {
        String text = response.text();
        if (kind.serves) {
            return response.status() == 200
                    && text.equals(body(tag))
                    && response.header("x-tag").equals(Optional.of(tag));
        }
        boolean isError = response.status() == 502 && !text.contains("<");
        return isError || (!response.whole() && body(tag).startsWith(text));
    }

    private static String response(String tag) {
        String body = body(tag);
        return "HTTP/1.1 200 OK\r\n" + JSON + "x-tag: " + tag + "\r\ncontent-length: " + body.getBytes(UTF_8).length
                + "\r\n\r\n" + body;
    }

    private static String body(String tag) {
        return tag.repeat(50);
    }
}
