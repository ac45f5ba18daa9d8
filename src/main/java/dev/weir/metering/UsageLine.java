package dev.weir.metering;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.Usage;
import dev.weir.pricing.Cost;
import dev.weir.pricing.CostByKind;
import dev.weir.pricing.NanoUsd;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** One line of the usage log; an absent value is {@code null}, so that every line has every key. */
final class UsageLine {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int NANO_PLACES = 6;
    private static final int MILLI_PLACES = 3;

    private final JsonGenerator json;

    UsageLine(JsonGenerator json) {
        this.json = json;
    }

    void write(PricedExchange priced) throws IOException {
        var exchange = priced.exchange();
        json.writeStartObject();
        ids(exchange);
        who(exchange);
        asked(priced);
        responded(priced);
        tokens(priced.cost(), exchange.response());
        moved(exchange);
        times(exchange.times());
        origin(exchange);
        costs(priced);
        json.writeEndObject();
    }

    private void ids(UsageRecord exchange) throws IOException {
        text("time", Optional.of(rfc3339(exchange.times().startedAt())));
        text("request_id", Optional.of(exchange.ids().weirRequestId()));
        text("upstream_request_id", exchange.ids().upstreamRequestId().map(ForeignText::id));
        text("message_id", exchange.response().messageId().map(ForeignText::id));
    }

    private void who(UsageRecord exchange) throws IOException {
        text("team", exchange.who().map(UsageRecord.Who::team));
        text("key", exchange.who().map(UsageRecord.Who::keyId));
        text("user", exchange.who().flatMap(UsageRecord.Who::userHash));
    }

    private void asked(PricedExchange priced) throws IOException {
        var exchange = priced.exchange();
        text("operation", Optional.of(exchange.operation().label()));
        text("model_asked", exchange.modelAsked().map(_ -> priced.modelAsked()));
        json.writeBooleanField("stream", exchange.stream());
    }

    private void responded(PricedExchange priced) throws IOException {
        var response = priced.exchange().response();
        json.writeNumberField("status", priced.exchange().status());
        text("outcome", Optional.of(priced.exchange().outcome().label()));
        var error = priced.exchange().error();
        text("limit", error.flatMap(UsageRecord.OwnError::limit));
        text("error_type", error.map(own -> own.type().wireName()));
        text("reason", error.map(own -> own.reason().label()));
        text("model_served", response.model().map(served -> ForeignText.modelServed(served, priced)));
        text("stop_reason", response.stopReason().map(ForeignText::enumValue));
        text("service_tier", response.serviceTier().map(ForeignText::enumValue));
        text("speed", response.speed().map(ForeignText::enumValue));
        text("inference_geo", response.inferenceGeo().map(ForeignText::enumValue));
    }

    private void tokens(Cost cost, ResponseFacts response) throws IOException {
        var isUsed = !cost.lines().isEmpty();
        var counted = cost.counted();
        text("usage", Optional.of(response.provenance().label()).filter(_ -> isUsed));
        counts(counted, isUsed);
        number(
                "iterations",
                isUsed,
                response.usage().map(usage -> usage.iterations().size()).orElse(0));
        json.writeFieldName("cost_usd");
        writeOrNull(isUsed, cost.total().toUsd());
        json.writeFieldName("price_known");
        if (isUsed) {
            json.writeBoolean(cost.known());
        } else {
            json.writeNull();
        }
    }

    private void counts(Usage counted, boolean isUsed) throws IOException {
        number("input_tokens", isUsed, counted.input());
        number("cache_read_tokens", isUsed, counted.cacheRead());
        number("cache_write_5m_tokens", isUsed, counted.cacheWrite5m());
        number("cache_write_1h_tokens", isUsed, counted.cacheWrite1h());
        number("output_tokens", isUsed, counted.output());
        number("web_searches", isUsed, counted.webSearches());
    }

    private void moved(UsageRecord exchange) throws IOException {
        json.writeNumberField("attempts", exchange.sent().attempts());
        text("upstream", exchange.sent().upstream());
        text("upstream_key", exchange.sent().key());
        millis("retry_wait_ms", Optional.of(exchange.sent().waitNanos()));
        json.writeNumberField("request_bytes", exchange.sizes().requestBytes());
        json.writeNumberField("response_bytes", exchange.sizes().responseBytes());
    }

    private void times(UsageRecord.Timings times) throws IOException {
        millis("duration_ms", Optional.of(times.totalNanos()));
        millis("ttft_ms", times.firstTokenNanos().stream().boxed().findFirst());
        for (var phase : Phase.values()) {
            millis(phase.label() + "_ms", Optional.ofNullable(times.phaseNanos().get(phase)));
        }
    }

    private void origin(UsageRecord exchange) throws IOException {
        var origin = exchange.who().map(UsageRecord.Who::origin).orElse(UsageRecord.Origin.NONE);
        text("session", origin.session());
        text("loop", origin.loop());
        text("agent", origin.agent());
        text("parent_agent", origin.parentAgent());
        text("project", origin.project());
    }

    private void costs(PricedExchange priced) throws IOException {
        var parts = priced.cost().byModel();
        text("model", Optional.of(priced.model()).filter(_ -> priced.isForModel()));
        usd(parts.stream().map(Cost.ModelPart::kinds).reduce(CostByKind.NONE, CostByKind::plus), !parts.isEmpty());
        json.writeFieldName("models");
        if (parts.isEmpty() || (parts.size() == 1 && parts.getFirst().model().equals(priced.model()))) {
            json.writeNull();
            return;
        }
        json.writeStartArray();
        for (var part : parts) {
            json.writeStartObject();
            text("model", Optional.of(part.model()));
            counts(part.usage(), true);
            usd(part.kinds(), true);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void usd(CostByKind kinds, boolean isThere) throws IOException {
        usd("input_usd", isThere, kinds.input());
        usd("cache_read_usd", isThere, kinds.cacheRead());
        usd("cache_write_5m_usd", isThere, kinds.cacheWrite5m());
        usd("cache_write_1h_usd", isThere, kinds.cacheWrite1h());
        usd("output_usd", isThere, kinds.output());
        usd("web_search_usd", isThere, kinds.webSearches());
    }

    private void usd(String key, boolean isThere, NanoUsd amount) throws IOException {
        json.writeFieldName(key);
        writeOrNull(isThere, amount.toUsd());
    }

    private void text(String key, Optional<String> value) throws IOException {
        json.writeFieldName(key);
        if (value.isPresent()) {
            json.writeString(value.get());
        } else {
            json.writeNull();
        }
    }

    private void number(String key, boolean isThere, long value) throws IOException {
        json.writeFieldName(key);
        if (isThere) {
            json.writeNumber(value);
        } else {
            json.writeNull();
        }
    }

    private void millis(String key, Optional<Long> nanos) throws IOException {
        json.writeFieldName(key);
        long value = nanos.orElse(0L);
        writeOrNull(
                nanos.isPresent(), BigDecimal.valueOf(value, NANO_PLACES).setScale(MILLI_PLACES, RoundingMode.HALF_UP));
    }

    private void writeOrNull(boolean isThere, BigDecimal value) throws IOException {
        if (isThere) {
            json.writeNumber(value);
        } else {
            json.writeNull();
        }
    }

    private static String rfc3339(Instant instant) {
        return TIME.format(instant);
    }
}
