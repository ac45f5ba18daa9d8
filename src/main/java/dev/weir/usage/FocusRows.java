package dev.weir.usage;

import dev.weir.messages.Provenance;
import dev.weir.usage.UsageSum.Charged;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Sums in the FinOps Open Cost and Usage Specification 1.2: a row for each group, model, day, kind of tokens and
 * exactness. Its own columns begin with {@code x_}.
 *
 * <p>Costs are those of Weir's price table, which is not an invoice. Unit prices are left out: the rows of a day may
 * have been priced by several rates. Source: focus.finops.org, specification 1.2, dataset Cost and Usage.
 */
final class FocusRows {
    private static final String PROVIDER = "Anthropic";
    private static final String MIDNIGHT = "T00:00:00Z";

    /** By what usage must be summed for these rows. */
    static final List<Dimension> NEEDED = List.of(Dimension.TEAM, Dimension.MODEL, Dimension.DAY);

    private FocusRows() {}

    static void write(UsageSums sums, Appendable out) {
        TextLines lines = new TextLines(out);
        lines.csv(List.copyOf(row(Map.of(), Provenance.EXACT, ChargeKind.INPUT, Charged.NOTHING)
                .keySet()));
        for (UsageSums.SumRow group : sums.rows()) {
            Map<Dimension, String> values = values(sums.by(), group.values());
            for (Provenance provenance : Provenance.values()) {
                Charged charged = group.sum().of(provenance);
                for (ChargeKind kind : ChargeKind.values()) {
                    if (kind.quantity(charged) > 0 || kind.cost(charged).value() > 0) {
                        lines.csv(List.copyOf(
                                row(values, provenance, kind, charged).values()));
                    }
                }
            }
        }
    }

    private static Map<Dimension, String> values(List<Dimension> by, List<String> values) {
        Map<Dimension, String> named = new LinkedHashMap<>();
        for (int at = 0; at < by.size(); at++) {
            named.put(by.get(at), values.get(at));
        }
        return named;
    }

    private static Map<String, String> row(
            Map<Dimension, String> group, Provenance provenance, ChargeKind kind, Charged charged) {
        LocalDate day = LocalDate.parse(group.getOrDefault(Dimension.DAY, "1970-01-01"));
        String model = group.getOrDefault(Dimension.MODEL, Dimension.NONE);
        String team = present(group, Dimension.TEAM);
        String cost = kind.cost(charged).toUsd().toPlainString();
        String quantity = kind.quantity(charged) + ".0"; // a decimal, as the specification has it
        Map<String, String> row = new LinkedHashMap<>();
        row.put("BilledCost", cost);
        row.put("BillingAccountId", "weir");
        row.put("BillingAccountName", "Weir");
        row.put("BillingCurrency", "USD");
        row.put("BillingPeriodStart", day.withDayOfMonth(1) + MIDNIGHT);
        row.put("BillingPeriodEnd", day.withDayOfMonth(1).plusMonths(1) + MIDNIGHT);
        row.put("ChargeCategory", "Usage");
        row.put("ChargeClass", "");
        row.put("ChargeDescription", kind.description() + ", " + model);
        row.put("ChargeFrequency", "Usage-Based");
        row.put("ChargePeriodStart", day + MIDNIGHT);
        row.put("ChargePeriodEnd", day.plusDays(1) + MIDNIGHT);
        row.put("CommitmentDiscountStatus", "");
        row.put("ConsumedQuantity", quantity);
        row.put("ConsumedUnit", kind.unit());
        row.put("ContractedCost", cost);
        row.put("EffectiveCost", cost);
        row.put("InvoiceId", "");
        row.put("InvoiceIssuerName", PROVIDER);
        row.put("ListCost", cost);
        row.put("PricingCategory", "Standard");
        row.put("PricingQuantity", quantity);
        row.put("PricingUnit", kind.unit());
        row.put("ProviderName", PROVIDER);
        row.put("PublisherName", PROVIDER);
        row.put("ServiceCategory", "AI and Machine Learning");
        row.put("ServiceSubcategory", "Generative AI");
        row.put("ServiceName", "Messages API");
        row.put("SkuId", model + "/" + kind.label());
        row.put("SkuMeter", kind.label());
        row.put("SubAccountId", team);
        row.put("SubAccountName", team);
        row.put("SubAccountType", team.isEmpty() ? "" : "Team");
        row.put("x_Model", model);
        row.put("x_TokenKind", kind.label());
        row.put("x_Provenance", provenance.name().toLowerCase(Locale.ROOT));
        row.put("x_User", present(group, Dimension.USER));
        row.put("x_Session", present(group, Dimension.SESSION));
        row.put("x_Project", present(group, Dimension.PROJECT));
        return row;
    }

    /** Returns a value of the group; empty, which is null there, where it is absent. */
    private static String present(Map<Dimension, String> group, Dimension dimension) {
        String value = group.getOrDefault(dimension, Dimension.NONE);
        return value.equals(Dimension.NONE) ? "" : value;
    }
}
