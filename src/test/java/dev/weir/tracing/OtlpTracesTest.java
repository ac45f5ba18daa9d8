package dev.weir.tracing;

import static dev.weir.tracing.OtlpReceiver.attributes;
import static dev.weir.tracing.OtlpReceiver.hex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.metering.UsageRecord;
import dev.weir.metering.UsageRecords;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpTracesTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00.123456Z");

    private final OtlpReceiver receiver = new OtlpReceiver();
    private final OtlpTraces traces = traces(receiver.url(), 1);

    private static OtlpTraces traces(URI endpoint, double ratio) {
        return new OtlpTraces(endpoint, ratio, "test", () -> UsageRecords.TABLE);
    }

    @AfterEach
    void close() {
        traces.close();
        receiver.close();
    }

    private static MultiMap traceparent(String value) {
        return HttpHeaders.headers().set("traceparent", value).set("tracestate", "vendor=1");
    }

    private static void end(ExchangeTrace trace) {
        trace.end(UsageRecords.completed());
    }

    @Test
    void sendsASpanForTheExchangeAndOneForEachPartBelowIt() {
        ExchangeTrace trace = traces.begin(HttpHeaders.headers(), NOW);
        trace.begin(ChildSpan.QUOTA);
        trace.end(ChildSpan.QUOTA, "granted");
        trace.beginAttempt("anthropic", "main");
        trace.endAttempt("timeout");
        trace.beginAttempt("anthropic", "spare");
        trace.endAttempt("responded");
        trace.begin(ChildSpan.RELAY);
        trace.end(ChildSpan.RELAY, "completed");
        end(trace);

        traces.flush();

        Span exchange = receiver.span("chat claude-big");
        assertThat(receiver.spans())
                .extracting(Span::getName)
                .containsExactly("quota", "attempt", "attempt", "relay", "chat claude-big");
        assertThat(receiver.spans().subList(0, 4))
                .allSatisfy(child -> assertThat(child.getParentSpanId()).isEqualTo(exchange.getSpanId()))
                .allSatisfy(child -> assertThat(child.getTraceId()).isEqualTo(exchange.getTraceId()));
        assertThat(attributes(receiver.spans().get(1)))
                .containsEntry("weir.upstream_key", "main")
                .containsEntry("weir.result", "timeout");
        assertThat(attributes(receiver.span("quota"))).containsEntry("weir.result", "granted");
        assertThat(exchange.getStartTimeUnixNano()).isEqualTo(NOW.getEpochSecond() * 1_000_000_000 + NOW.getNano());
    }

    @Test
    void writesTheFactsOfTheRecordUnderTheNamesOfTheConventions() {
        end(traces.begin(HttpHeaders.headers(), NOW));

        traces.flush();

        assertThat(attributes(receiver.span("chat claude-big")))
                .containsEntry("gen_ai.operation.name", "chat")
                .containsEntry("gen_ai.provider.name", "anthropic")
                .containsEntry("gen_ai.request.model", "claude-big")
                .containsEntry("gen_ai.response.model", "claude-big")
                .containsEntry("gen_ai.usage.input_tokens", "40332")
                .containsEntry("gen_ai.usage.cache_read.input_tokens", "40000")
                .containsEntry("gen_ai.usage.cache_write.input_tokens", "320")
                .containsEntry("gen_ai.usage.output_tokens", "500")
                .containsEntry("http.response.status_code", "200")
                .containsEntry("weir.request_id", "weir_01")
                .containsEntry("weir.team", "search")
                .containsEntry("weir.user", "4f1c9a")
                .containsEntry("weir.outcome", "completed")
                .containsEntry("weir.usage", "exact")
                .containsEntry("weir.cost_usd", "0.019708");
    }

    @Test
    void namesTheLimitThatRejects() {
        traces.begin(HttpHeaders.headers(), NOW).end(UsageRecords.overBudget());

        traces.flush();

        assertThat(attributes(receiver.span("chat claude-big")))
                .containsEntry("weir.limit", "user/usd-per-day")
                .containsEntry("weir.outcome", "quota_refused")
                .doesNotContainKeys("gen_ai.usage.input_tokens", "error.type");
    }

    @Test
    void continuesTheClientsTraceAndPassesItOn() {
        ExchangeTrace trace = traces.begin(traceparent("00-" + TRACE + "-" + PARENT + "-01"), NOW);
        Optional<String> first = trace.beginAttempt("anthropic", "main");
        Optional<String> second = trace.beginAttempt("anthropic", "main");
        end(trace);
        traces.flush();

        Span exchange = receiver.span("chat claude-big");
        assertThat(hex(exchange.getTraceId())).isEqualTo(TRACE);
        assertThat(hex(exchange.getParentSpanId())).isEqualTo(PARENT);
        assertThat(trace.isContinued()).isTrue();
        assertThat(trace.ids()).contains(new UsageRecord.TraceIds(TRACE, hex(exchange.getSpanId()), true));
        assertThat(receiver.spans().stream()
                        .filter(span -> span.getName().equals("attempt"))
                        .map(span -> "00-" + TRACE + "-" + hex(span.getSpanId()) + "-01"))
                .containsExactly(first.orElseThrow(), second.orElseThrow());
    }

    @Test
    void sendsNothingOfTheClientsTracestate() {
        ExchangeTrace trace = traces.begin(traceparent("00-" + TRACE + "-" + PARENT + "-01"), NOW);
        trace.beginAttempt("anthropic", "main");
        end(trace);
        traces.flush();

        assertThat(receiver.spans())
                .hasSize(2)
                .allSatisfy(span -> assertThat(span.getTraceState()).isEmpty());
        assertThat(receiver.bytes()).doesNotContain("vendor");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sk-ant-api03-secret",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            })
    void beginsATraceOfItsOwnWhereTheClientsIsInvalid(String invalid) {
        ExchangeTrace trace = traces.begin(traceparent(invalid), NOW);
        end(trace);
        traces.flush();

        assertThat(trace.isContinued()).isFalse();
        assertThat(receiver.span("chat claude-big").getParentSpanId().isEmpty()).isTrue();
        assertThat(receiver.bytes()).doesNotContain("sk-ant");
    }

    @Test
    void sendsNothingOfATraceThatTheClientDoesNotSample() {
        ExchangeTrace trace = traces.begin(traceparent("00-" + TRACE + "-" + PARENT + "-00"), NOW);
        String sent = trace.beginAttempt("anthropic", "main").orElseThrow();
        end(trace);
        traces.flush();

        assertThat(sent).startsWith("00-" + TRACE + "-").endsWith("-00");
        assertThat(receiver.spans()).isEmpty();
    }

    @Test
    void sendsNothingAtARatioOfZeroUnlessTheClientSamples() {
        OtlpTraces none = traces(URI.create(receiver.url() + "/"), 0);
        end(none.begin(HttpHeaders.headers(), NOW));
        none.flush();
        assertThat(receiver.spans()).isEmpty();

        end(none.begin(traceparent("00-" + TRACE + "-" + PARENT + "-01"), NOW));
        none.close();

        assertThat(receiver.spans()).hasSize(1);
    }

    @Test
    void writesNoTextThatAClientOrAnUpstreamMadeUp() {
        String secret = "sk-ant-api03-Canary Text";
        end(traces.begin(HttpHeaders.headers(), NOW));
        traces.begin(HttpHeaders.headers(), NOW).end(UsageRecords.completed(secret, UsageRecords.responseOf(secret)));
        traces.flush();

        assertThat(receiver.span("chat other")).isNotNull();
        assertThat(receiver.bytes()).doesNotContain("Canary");
    }

    @Test
    void endsTheSpanWhereItsFactsCannotBeWritten() {
        OtlpTraces failing = new OtlpTraces(receiver.url(), 1, "test", () -> {
            throw new IllegalStateException("no prices");
        });

        end(failing.begin(HttpHeaders.headers(), NOW));
        failing.close();

        assertThat(receiver.spans()).extracting(Span::getName).containsExactly("exchange");
    }

    @Test
    void holdsNoRequestBackWhereNobodyReceives() {
        OtlpTraces lost = traces(URI.create("http://127.0.0.1:1"), 1);
        for (int i = 0; i < 3 * OtlpTraces.MOST_WAITING; i++) {
            end(lost.begin(HttpHeaders.headers(), NOW));
        }

        lost.close();

        assertThat(receiver.spans()).isEmpty();
    }
}
