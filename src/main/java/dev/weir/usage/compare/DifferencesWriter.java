package dev.weir.usage.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.usage.SumsFormat;
import dev.weir.usage.TextLines;
import dev.weir.usage.TextTable;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Writes differences, a row for each. */
public final class DifferencesWriter {
    private static final List<String> NAMES =
            List.of("difference", "with", "period", "subject", "unit", "log", "other", "other_minus_log", "remark");
    private static final int FIRST_NUMBER = 5;
    private static final int LAST_NUMBER = 7;
    private static final JsonFactory JSON = new JsonFactory();

    private DifferencesWriter() {}

    /**
     * Writes differences in a form; as JSON an array.
     *
     * @throws IllegalArgumentException for {@link SumsFormat#FOCUS}, which has no such rows
     */
    public static void write(List<Difference> differences, SumsFormat format, Appendable out) {
        switch (format) {
            case TABLE -> table(differences, out);
            case CSV -> csv(differences, out);
            case JSON -> json(differences, out);
            case FOCUS -> throw new IllegalArgumentException("format: focus (expected: table, csv, json)");
        }
    }

    private static void table(List<Difference> differences, Appendable out) {
        if (differences.isEmpty()) {
            new TextLines(out).line("No differences");
            return;
        }
        List<List<String>> lines = new ArrayList<>();
        lines.add(NAMES);
        differences.forEach(found -> lines.add(values(found)));
        TextTable.write(lines, column -> column >= FIRST_NUMBER && column <= LAST_NUMBER, out);
    }

    private static void csv(List<Difference> differences, Appendable out) {
        TextLines lines = new TextLines(out);
        lines.csv(NAMES);
        differences.forEach(found -> lines.csv(values(found)));
    }

    private static void json(List<Difference> differences, Appendable out) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartArray();
            for (Difference found : differences) {
                List<String> values = values(found);
                json.writeStartObject();
                for (int at = 0; at < NAMES.size(); at++) {
                    json.writeFieldName(NAMES.get(at));
                    if (at >= FIRST_NUMBER && at <= LAST_NUMBER) {
                        json.writeNumber(values.get(at));
                    } else {
                        json.writeString(values.get(at));
                    }
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory could not be written", e);
        }
        new TextLines(out).line(text.toString());
    }

    private static List<String> values(Difference found) {
        return List.of(
                found.kind().label(),
                found.with(),
                found.period(),
                found.subject(),
                found.unit(),
                found.log().toPlainString(),
                found.other().toPlainString(),
                found.other().subtract(found.log()).toPlainString(),
                found.remark());
    }
}
