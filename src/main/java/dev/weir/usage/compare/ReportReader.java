package dev.weir.usage.compare;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.usage.compare.UpstreamReport.CostRow;
import dev.weir.usage.compare.UpstreamReport.UsageRow;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the upstream's reports: one page or several after each other, as the Admin API gives them; and the budgets of
 * teams as {@code ./weir quota show} prints them.
 *
 * <p>Source: Anthropic Admin API, {@code GET /v1/organizations/usage_report/messages} and {@code GET
 * /v1/organizations/cost_report}; the amounts of the latter are decimal texts in cents.
 */
public final class ReportReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CENT_PLACES = 2;

    private final Function<String, String> labelOf;
    private final Function<String, ZoneId> zoneOf;
    private final List<BudgetRow> limits = new ArrayList<>();
    private final List<UsageRow> usage = new ArrayList<>();
    private final List<CostRow> costs = new ArrayList<>();

    private ReportReader(Function<String, String> labelOf, Function<String, ZoneId> zoneOf) {
        this.labelOf = labelOf;
        this.zoneOf = zoneOf;
    }

    /** The outcome of reading a report. */
    public sealed interface ReportReading {
        /** The report is complete. */
        record Read(UpstreamReport report) implements ReportReading {}

        /** It is none, or something of it is missing; the reason repeats nothing of it. */
        record Unusable(String reason) implements ReportReading {}
    }

    /**
     * Reads a report to its end.
     *
     * @param labelOf returns the price table's id of a model
     * @param zoneOf returns the time zone of a team
     */
    public static ReportReading read(
            InputStream bytes, Function<String, String> labelOf, Function<String, ZoneId> zoneOf) {
        ReportReader reader = new ReportReader(labelOf, zoneOf);
        try (MappingIterator<JsonNode> pages = JSON.readerFor(JsonNode.class).readValues(bytes)) {
            boolean hasMore = false;
            while (pages.hasNextValue()) {
                JsonNode page = pages.nextValue();
                reader.page(page);
                hasMore = page.path("has_more").asBoolean();
            }
            if (hasMore) {
                return new ReportReading.Unusable("its last page says that there are more (has_more)");
            }
            boolean isEmpty = reader.usage.isEmpty() && reader.costs.isEmpty() && reader.limits.isEmpty();
            return isEmpty
                    ? new ReportReading.Unusable("it has no results of a usage report or a cost report, and no budgets")
                    : new ReportReading.Read(new UpstreamReport(reader.usage, reader.costs, reader.limits));
        } catch (JacksonException _) {
            return new ReportReading.Unusable("no JSON as the Admin API gives it");
        } catch (IOException | DateTimeException | ArithmeticException | NumberFormatException e) {
            return new ReportReading.Unusable(
                    "it cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private void page(JsonNode page) {
        limits.addAll(LimitRows.of(page, zoneOf));
        for (JsonNode data : page.path("data")) {
            ReportPeriod bucket = new ReportPeriod(
                    Instant.parse(data.path("starting_at").asText()),
                    Instant.parse(data.path("ending_at").asText()));
            for (JsonNode result : data.path("results")) {
                if (result.has("amount")) {
                    cost(bucket, result);
                } else if (result.has("uncached_input_tokens")) {
                    usage.add(new UsageRow(bucket, model(result), counts(result)));
                }
            }
        }
    }

    private void cost(ReportPeriod bucket, JsonNode result) {
        BigDecimal usd = new BigDecimal(result.path("amount").asText()).movePointLeft(CENT_PLACES);
        costs.add(new CostRow(bucket, model(result), usd, BigDecimal.ONE.movePointLeft(usd.scale())));
    }

    private Optional<String> model(JsonNode result) {
        return Optional.ofNullable(result.path("model").textValue()).map(labelOf);
    }

    private static KindCounts counts(JsonNode result) {
        JsonNode written = result.path("cache_creation");
        return new KindCounts(
                result.path("uncached_input_tokens").asLong(),
                result.path("cache_read_input_tokens").asLong(),
                written.path("ephemeral_5m_input_tokens").asLong(),
                written.path("ephemeral_1h_input_tokens").asLong(),
                result.path("output_tokens").asLong(),
                result.path("server_tool_use").path("web_search_requests").asLong());
    }
}
