package dev.weir.e2e;

import static dev.weir.e2e.MeteredResource.EXACT;
import static dev.weir.e2e.MeteredResource.keyOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.simulator.ProducedMessage;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * After thousands of exchanges that end in every way but those that end the gateway, each counter of tokens and money
 * is what the simulator produced, to the token and the nano-dollar; what ended early is within 2 %, and marked.
 */
@QuarkusTest
@WithTestResource(MeteredResource.class)
class MeteringQuarkusTest {
    private static final int ROUNDS = 13;
    private static final int CALLERS = 4;
    private static final double MOST_DEVIATION = 2;
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final String PREFIX = "The mill stands by the river and turns. ".repeat(600);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the simulator is told, and whether the message that it then produces is used, and billed. */
    private enum UpstreamScript {
        WHOLE("tokens=20", "completed", true, true),
        LONG("tokens=150;thinking=30;pings=2", "completed", true, true),
        CHUNKED("tokens=40;chunk=7", "completed", true, true),
        TOOL_LATER("stop=pause_turn;cache-miss=tools_changed", "completed", true, true),
        LEFT("tokens=60;event-delay=30ms", "client_gone", true, true),
        REFUSED("stop=refusal", "completed", true, false),
        OVERLOADED("status=529", "upstream_error", false, false),
        FAULTY("status=400", "upstream_error", false, false),
        ERROR_FIRST("error-event=first", "upstream_error", false, false),
        DROPPED("drop", "upstream_unreachable", false, false);

        private final String directive;
        private final String outcome;
        private final boolean isUsed;
        private final boolean isBilled;

        UpstreamScript(String directive, String outcome, boolean isUsed, boolean isBilled) {
            this.directive = directive;
            this.outcome = outcome;
            this.isUsed = isUsed;
            this.isBilled = isBilled;
        }
    }

    /** An exchange that has ended; the request id is the simulator's, empty where there was no response. */
    private record Done(String team, String model, UpstreamScript script, String requestId) {}

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    private final AtomicInteger number = new AtomicInteger();

    @Test
    void countsWhatTheSimulatorProduced() throws Exception {
        List<Done> done = exchanges();
        awaitRecords(done.size(), EXACT);

        Map<String, ProducedMessage> produced = environment.produced().stream()
                .collect(Collectors.toMap(ProducedMessage::requestId, Function.identity()));
        assertThat(done).hasSizeGreaterThan(2_000);
        for (String team : EXACT) {
            for (String model : MeteredTruth.MODELS) {
                MeteredTruth truth = done.stream()
                        .filter(one -> one.team().equals(team) && one.model().equals(model))
                        .filter(one -> one.script().isUsed)
                        .map(one -> MeteredTruth.of(
                                model, Objects.requireNonNull(produced.get(one.requestId())), one.script().isBilled))
                        .reduce(MeteredTruth.NOTHING, MeteredTruth::plus);
                assertThat(MeteredTruth.shown(environment.metrics(), team, model))
                        .as("%s of %s", model, team)
                        .isEqualTo(truth);
            }
            assertThat(environment.metrics().sum("weir_cost_uncertain_usd_total", label("team", team)))
                    .isZero();
        }
        assertThat(outcomes(EXACT))
                .isEqualTo(done.stream()
                        .collect(Collectors.groupingBy(one -> one.script().outcome, Collectors.counting())));
        assertThat((long) environment.metrics().sum("weir_cache_misses_total", label("reason", "tools_changed")))
                .isEqualTo(count(done, UpstreamScript.TOOL_LATER));
        assertThat(environment.metrics().sum("weir_budget_used_ratio", label("team", "budgeted")))
                .isPositive();
    }

    /** Responses that end early: the input is what it was, the output within 2 % of the text that was sent. */
    @Test
    void marksWhatEndedEarly() throws Exception {
        long output = 0;
        long before = environment.produced().size();
        for (String script : List.of("tokens=400;cut-at=8000", "tokens=300;error-event=later")) {
            for (String model : MeteredTruth.MODELS) {
                ReceivedResponse response =
                        environment.exchange(request("cut", model, true).with("x-simulate", script));
                output += tokensOf(response.text());
            }
        }
        long sent = 2L * MeteredTruth.MODELS.size();
        awaitRecords(sent, List.of("cut"));

        long input = environment.produced().stream()
                .skip(before)
                .mapToLong(made -> made.input() + made.cacheRead() + made.cacheWrite5m() + made.cacheWrite1h())
                .sum();
        Metrics metrics = environment.metrics();
        assertThat(output).isGreaterThan(1_000);
        assertThat((long) metrics.sum("weir_tokens_total", label("team", "cut"), label("kind", "output")))
                .isCloseTo(output, withPercentage(MOST_DEVIATION));
        assertThat((long) metrics.sum("weir_tokens_total", label("team", "cut"))
                        - (long) metrics.sum("weir_tokens_total", label("team", "cut"), label("kind", "output")))
                .isEqualTo(input);
        assertThat(MeteredTruth.nano(metrics.sum(
                        "weir_cost_uncertain_usd_total", label("team", "cut"), label("provenance", "partial"))))
                .isEqualTo(MeteredTruth.nano(metrics.sum("weir_cost_usd_total", label("team", "cut"))))
                .isPositive();
        assertThat(outcomes(List.of("cut"))).isEqualTo(Map.of("stream_cut", sent / 2, "upstream_error", sent / 2));
    }

    /** A JSON response that is cut before its usage: an estimate, and marked as one. */
    @Test
    void marksWhatIsEstimated() throws Exception {
        environment.exchange(request("unread", "claude-opus-5-5", false).with("x-simulate", "tokens=400;cut-at=900"));
        awaitRecords(1, List.of("unread"));

        Metrics metrics = environment.metrics();
        assertThat(metrics.sum("weir_cost_uncertain_usd_total", label("team", "unread"), "provenance=\"estimated\""))
                .isEqualTo(metrics.sum("weir_cost_usd_total", label("team", "unread")))
                .isPositive();
    }

    @Test
    void countsNothingForWhatIsRejected() throws Exception {
        String body = new String(request("once", "claude-opus-5-5", false).body(), UTF_8);
        environment.exchange(RawRequest.message(keyOf("once"), body));
        environment.exchange(RawRequest.message(keyOf("once"), body));
        environment.exchange(request("picky", "claude-sonnet-5-5", false));
        environment.exchange(RawRequest.message(keyOf("picky"), "{\"model\":1}"));
        environment.exchange(request("dead", "claude-opus-5-5", false));
        environment.exchange(RawRequest.message(TestKeys.UNKNOWN, body));
        shedOne();

        awaitRecords(2 + 2 + 1, List.of("once", "picky", "dead"));
        assertThat(outcomes(List.of("once"))).isEqualTo(Map.of("completed", 1L, "quota_refused", 1L));
        assertThat(outcomes(List.of("picky"))).isEqualTo(Map.of("forbidden", 1L, "invalid", 1L));
        assertThat(outcomes(List.of("dead"))).isEqualTo(Map.of("upstream_unreachable", 1L));
        assertThat(outcomes(List.of("none"))).containsEntry("unauthenticated", 1L);
        assertThat(outcomes(List.of("busy"))).containsEntry("shed", 1L);
        assertThat(environment.metrics().sum("weir_tokens_total", label("team", "picky")))
                .isZero();
        assertThat(environment.metrics().sum("weir_tokens_total", label("team", "dead")))
                .isZero();
    }

    /** Sends one request more than a key may have in flight. */
    private void shedOne() throws Exception {
        List<RawClient> held = new ArrayList<>();
        try {
            for (int at = 0; at < MeteredResource.MOST_AT_A_TIME; at++) {
                RawClient client = new RawClient(environment.gateway());
                held.add(client);
                RawRequest silent = request("busy", "claude-opus-5-5", true).with("x-simulate", "silence");
                client.send(silent.head());
                client.send(silent.body());
            }
            BoundedWait.until(
                    "all in flight", () -> environment.metrics().sum("weir_requests_in_flight") >= held.size());
            assertThat(environment
                            .exchange(request("busy", "claude-opus-5-5", true))
                            .status())
                    .isEqualTo(529);
        } finally {
            held.forEach(RawClient::close);
        }
    }

    private List<Done> exchanges() throws Exception {
        List<Future<List<Done>>> all = new ArrayList<>();
        List<Done> done = new ArrayList<>();
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            for (int caller = 0; caller < CALLERS; caller++) {
                int first = caller;
                all.add(callers.submit(() -> exchangesOf(first)));
            }
            for (Future<List<Done>> some : all) {
                done.addAll(some.get());
            }
        }
        return done;
    }

    /** Sends the rounds of one of the callers, who share them. */
    private List<Done> exchangesOf(int caller) {
        List<Done> done = new ArrayList<>();
        for (int round = caller; round < ROUNDS; round += CALLERS) {
            for (String team : EXACT) {
                for (String model : MeteredTruth.MODELS) {
                    boolean streams = round % 2 == 0;
                    for (UpstreamScript script : UpstreamScript.values()) {
                        done.add(exchange(team, model, script, streams));
                        streams = !streams;
                    }
                }
            }
        }
        return done;
    }

    private Done exchange(String team, String model, UpstreamScript script, boolean asStream) {
        boolean stream = asStream || script == UpstreamScript.LEFT || script == UpstreamScript.ERROR_FIRST;
        RawRequest request = request(team, model, stream).with("x-simulate", script.directive);
        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(request.head());
            client.send(request.body());
            MessageHead head = client.head();
            if (script != UpstreamScript.LEFT) {
                client.body(request, head).rest();
            }
            return new Done(team, model, script, head.one("request-id").orElse(""));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns a request of a user nobody has seen; every other one has a prefix in the prompt cache. */
    private RawRequest request(String team, String model, boolean stream) {
        int at = number.incrementAndGet();
        String ttl = at % 3 == 0 ? ",\"ttl\":\"1h\"" : "";
        String prefix = PREFIX + (at % 5 == 0 ? "new " + at : "");
        String system = at % 2 == 0
                ? ""
                : "\"system\":[{\"type\":\"text\",\"text\":\"" + prefix + "\",\"cache_control\":{\"type\":\"ephemeral\""
                        + ttl + "}}],";
        return RawRequest.message(
                keyOf(team),
                "{\"model\":\"" + model + "\",\"max_tokens\":1000,\"stream\":" + stream + "," + system
                        + "\"metadata\":{\"user_id\":\"user-" + at % 500 + "\"},"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Question " + at + "\"}]}");
    }

    private void awaitRecords(long expected, List<String> teams) {
        BoundedWait.until(
                expected + " records of " + teams,
                LONGEST,
                () -> outcomes(teams).values().stream()
                                .mapToLong(Long::longValue)
                                .sum()
                        >= expected);
    }

    private Map<String, Long> outcomes(List<String> teams) {
        Map<String, Long> outcomes = new ConcurrentHashMap<>();
        Stream.of(environment.metrics().page().split("\n", -1))
                .filter(line -> line.startsWith("weir_requests_total{"))
                .filter(line -> teams.stream().anyMatch(team -> line.contains(label("team", team))))
                .forEach(line -> outcomes.merge(
                        line.replaceFirst(".*outcome=\"(\\w+)\".*", "$1"),
                        (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)),
                        Long::sum));
        return outcomes;
    }

    private static long count(List<Done> done, UpstreamScript script) {
        return done.stream().filter(one -> one.script() == script).count();
    }

    /** Returns the tokens of the text in whole events, as the simulator counts them: four bytes each. */
    private static long tokensOf(String events) throws Exception {
        int bytes = 0;
        for (String line : events.split("\n", -1)) {
            if (line.startsWith("data: ") && line.endsWith("}")) {
                JsonNode event = JSON.readTree(line.substring("data: ".length()));
                bytes += event.path("delta").path("text").asText().length();
            }
        }
        return (bytes + 3L) / 4;
    }

    private static String label(String name, String value) {
        return name + "=\"" + value + "\"";
    }
}
