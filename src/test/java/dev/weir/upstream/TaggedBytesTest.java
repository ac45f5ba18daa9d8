package dev.weir.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.upstream.MisbehavingUpstream.Misbehavior;
import dev.weir.upstream.UpstreamOutcome.Responded;
import dev.weir.upstream.keys.PoolKey;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * No byte of one exchange reaches another one, whatever the upstream does on the connections that two teams share.
 *
 * <p>{@code -Dweir-test.exchanges=<n>} and {@code -Dweir-test.seed=<n>} choose how many exchanges there are and what
 * happens in them.
 */
class TaggedBytesTest {
    private static final PoolKey KEY = UpstreamSettings.key("main", "key", () -> "sk-weir");
    private static final int ROUND = 40;
    private static final List<Misbehavior> KINDS = List.copyOf(EnumSet.allOf(Misbehavior.class));
    private static final int LARGE_BODY = 4 * 1024 * 1024;
    private static final Duration LONG = Duration.ofSeconds(15);
    private static final int EXCHANGES = Integer.getInteger("weir-test.exchanges", 10_000);
    private static final long SEED = Long.getLong("weir-test.seed", 12);

    private final Buffer small = Buffer.buffer("{}");
    private final Buffer large = Buffer.buffer(new byte[LARGE_BODY]);

    /** One request and what came of it. */
    private record Tagged(String tag, long seed, Misbehavior kind) {
        @Override
        public String toString() {
            return tag + " " + kind + " with -Dweir-test.seed=" + SEED;
        }
    }

    /** @param tag empty where there was no response; {@code whole} where its body ended cleanly */
    private record TaggedResponse(int status, String tag, String body, boolean whole) {}

    @Test
    void givesEveryExchangeItsOwnBytesOnly() {
        RandomGenerator random = MisbehavingUpstream.random(SEED);
        try (LoopbackServer loop = LoopbackServer.serving(_ -> {});
                MisbehavingUpstream upstream = new MisbehavingUpstream()) {
            UpstreamClient client = new UpstreamClient(
                    loop.vertx(),
                    UpstreamSettings.timeouts(LONG, LONG),
                    Optional::empty,
                    Map.of("main", UpstreamSettings.at(upstream.port())));
            for (int done = 0; done < EXCHANGES; done += ROUND) {
                List<Tagged> round = round(done, random);
                upstream.beginRound(ROUND);
                List<TaggedResponse> received = LoopbackServer.await(loop.on(() -> sendAll(client, round)));
                upstream.endRound();
                for (int at = 0; at < ROUND; at++) {
                    check(round.get(at), received.get(at));
                }
            }
        }
    }

    private static List<Tagged> round(int first, RandomGenerator random) {
        List<Tagged> round = new ArrayList<>();
        for (int at = 0; at < ROUND; at++) {
            String team = at % 2 == 0 ? "red" : "blue";
            Misbehavior kind = KINDS.get(random.nextInt(KINDS.size()));
            round.add(new Tagged(team + "-" + (first + at), random.nextLong(), kind));
        }
        return round;
    }

    private Future<List<TaggedResponse>> sendAll(UpstreamClient client, List<Tagged> round) {
        return Future.all(round.stream().map(one -> send(client, one)).toList()).map(all -> all.<TaggedResponse>list());
    }

    private Future<TaggedResponse> send(UpstreamClient client, Tagged tagged) {
        boolean early = tagged.kind() == Misbehavior.EARLY || tagged.kind() == Misbehavior.EARLY_READ;
        MultiMap headers = HttpHeaders.headers()
                .add("x-tag", tagged.tag())
                .add("x-seed", Long.toString(tagged.seed()))
                .add("x-kind", tagged.kind().name());
        byte[] body = (early ? large : small).getBytes();
        return client.send(
                        new UpstreamRequest(
                                HttpMethod.POST, "/v1/messages", headers, Optional.of(Bodies.of(body)), false),
                        KEY)
                .outcome()
                .compose(outcome -> outcome instanceof Responded(UpstreamResponse response)
                        ? receive(response)
                        : Future.succeededFuture(new TaggedResponse(0, "", "", false)));
    }

    private static Future<TaggedResponse> receive(UpstreamResponse response) {
        Promise<TaggedResponse> received = Promise.promise();
        Buffer body = Buffer.buffer();
        String tag = String.join(",", response.headers().getAll("x-tag"));
        response.body()
                .exceptionHandler(_ ->
                        received.tryComplete(new TaggedResponse(response.status(), tag, body.toString(UTF_8), false)));
        response.body()
                .endHandler(_ ->
                        received.tryComplete(new TaggedResponse(response.status(), tag, body.toString(UTF_8), true)));
        response.body().handler(body::appendBuffer);
        response.body().resume();
        return received.future();
    }

    private static void check(Tagged request, TaggedResponse received) {
        String own = MisbehavingUpstream.body(request.tag(), request.seed());
        TaggedResponse whole = new TaggedResponse(200, request.tag(), own, true);
        switch (request.kind().promise()) {
            case WHOLE -> assertThat(received).as(request.toString()).isEqualTo(whole);
            case NO_BODY ->
                assertThat(received).as(request.toString()).isEqualTo(new TaggedResponse(204, request.tag(), "", true));
            case NONE -> assertThat(received).as(request.toString()).isEqualTo(new TaggedResponse(0, "", "", false));
            case PART -> {
                assertThat(received.whole()).as(request.toString()).isFalse();
                assertThat(received.tag()).as(request.toString()).isIn("", request.tag());
                assertThat(own).as(request.toString()).startsWith(received.body());
            }
        }
    }
}
