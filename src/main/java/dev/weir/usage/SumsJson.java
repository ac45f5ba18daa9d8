package dev.weir.usage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** Sums as one JSON object with {@code rows} and {@code total}, a row on each line. */
final class SumsJson {
    private static final JsonFactory JSON = new JsonFactory();

    private SumsJson() {}

    static void write(UsageSums sums, Appendable out) {
        TextLines lines = new TextLines(out);
        lines.line("{\"rows\":[");
        List<UsageSums.SumRow> rows = sums.rows();
        for (int at = 0; at < rows.size(); at++) {
            UsageSums.SumRow row = rows.get(at);
            lines.line(object(sums.by(), row.values(), row.sum()) + (at == rows.size() - 1 ? "" : ","));
        }
        lines.line("],");
        lines.line("\"total\":" + object(List.of(), List.of(), sums.total()) + "}");
    }

    private static String object(List<Dimension> by, List<String> values, UsageSum sum) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
            json.writeStartObject();
            for (int at = 0; at < by.size(); at++) {
                json.writeStringField(by.get(at).label(), values.get(at));
            }
            for (SumColumn column : SumColumn.values()) {
                json.writeNumberField(column.label(), column.of(sum));
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory could not be written", e);
        }
        return text.toString();
    }
}
