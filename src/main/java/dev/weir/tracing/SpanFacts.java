package dev.weir.tracing;

import dev.weir.messages.Operation;
import dev.weir.messages.Usage;
import dev.weir.metering.ForeignText;
import dev.weir.metering.UsageRecord;
import dev.weir.metering.UsageRecord.Who;
import dev.weir.pricing.Cost;
import dev.weir.pricing.PriceTable;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes what the record of an exchange says to its span: the facts of the usage log, and never any content. */
final class SpanFacts {
    private SpanFacts() {}

    static void write(UsageRecord record, PriceTable prices, Span span) {
        request(record, prices, span);
        response(record, prices, span);
        who(record, span);
        outcome(record, span);
    }

    private static void request(UsageRecord record, PriceTable prices, Span span) {
        boolean isChat = record.operation() == Operation.MESSAGES;
        String operation = isChat ? GenAiNames.CHAT : record.operation().label();
        Optional<String> asked = record.modelAsked().map(model -> prices.label(Optional.of(model)));
        span.updateName(asked.map(model -> operation + " " + model).orElse(operation));
        span.setAttribute(GenAiNames.OPERATION, operation);
        span.setAttribute(GenAiNames.PROVIDER, GenAiNames.ANTHROPIC);
        asked.ifPresent(model -> span.setAttribute(GenAiNames.REQUEST_MODEL, model));
        span.setAttribute("weir.request_id", record.ids().weirRequestId());
        span.setAttribute("weir.stream", record.stream());
    }

    private static void response(UsageRecord record, PriceTable prices, Span span) {
        var response = record.response();
        response.model()
                .ifPresent(served -> span.setAttribute(GenAiNames.RESPONSE_MODEL, prices.label(Optional.of(served))));
        response.messageId().ifPresent(id -> span.setAttribute(GenAiNames.RESPONSE_ID, ForeignText.id(id)));
        response.stopReason()
                .ifPresent(
                        reason -> span.setAttribute(GenAiNames.FINISH_REASONS, List.of(ForeignText.enumValue(reason))));
        record.ids()
                .upstreamRequestId()
                .ifPresent(id -> span.setAttribute("weir.upstream_request_id", ForeignText.id(id)));
        Cost cost = prices.cost(record.modelAsked(), response, record.times().startedAt());
        if (!cost.lines().isEmpty()) {
            usage(cost, span);
            span.setAttribute("weir.usage", response.provenance().name().toLowerCase(Locale.ROOT));
        }
    }

    private static void usage(Cost cost, Span span) {
        Usage counted = cost.counted();
        long written = counted.cacheWrite5m() + counted.cacheWrite1h();
        span.setAttribute(GenAiNames.INPUT_TOKENS, counted.input() + counted.cacheRead() + written);
        span.setAttribute(GenAiNames.CACHE_READ_TOKENS, counted.cacheRead());
        span.setAttribute(GenAiNames.CACHE_WRITE_TOKENS, written);
        span.setAttribute(GenAiNames.OUTPUT_TOKENS, counted.output());
        span.setAttribute("weir.cost_usd", cost.total().toUsd().doubleValue());
    }

    private static void who(UsageRecord record, Span span) {
        record.who().ifPresent(who -> {
            span.setAttribute("weir.team", who.team());
            span.setAttribute("weir.key", who.keyId());
        });
        record.who().flatMap(Who::userHash).ifPresent(hash -> span.setAttribute("weir.user", hash));
        record.who().flatMap(who -> who.origin().session()).ifPresent(hash -> span.setAttribute("weir.session", hash));
        record.who().flatMap(who -> who.origin().project()).ifPresent(name -> span.setAttribute("weir.project", name));
    }

    private static void outcome(UsageRecord record, Span span) {
        span.setAttribute(GenAiNames.STATUS, (long) record.status());
        span.setAttribute("weir.outcome", record.outcome().label());
        record.error().flatMap(UsageRecord.OwnError::limit).ifPresent(limit -> span.setAttribute("weir.limit", limit));
        ErrorTypes.of(record).ifPresent(type -> {
            span.setStatus(StatusCode.ERROR);
            span.setAttribute(GenAiNames.ERROR, type);
        });
    }
}
