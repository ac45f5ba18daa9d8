package dev.weir.usage;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.weir.messages.Provenance;
import dev.weir.usage.LineReading.Parsed;
import dev.weir.usage.LineReading.Unreadable;
import dev.weir.usage.UsageEntry.Attribution;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads lines of the usage log, as {@code docs/usage-log.md} describes them; skips keys that it does not know. */
public final class UsageLineReader {
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private UsageLineReader() {}

    /** Reads one line without its end; never throws. */
    public static LineReading read(byte[] bytes, int length) {
        try (JsonParser parser = JSON.createParser(bytes, 0, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new Unreadable("no JSON object");
            }
            LineFields fields = LineFields.read(parser);
            return parser.nextToken() == null ? new Parsed(entry(fields)) : new Unreadable("more than one JSON object");
        } catch (DamagedLineException e) {
            return new Unreadable(String.valueOf(e.getMessage()));
        } catch (DateTimeException _) {
            return new Unreadable("time is no RFC 3339 time");
        } catch (JacksonException _) {
            return new Unreadable("no whole JSON object");
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot fail to be read", e);
        }
    }

    private static UsageEntry entry(LineFields fields) {
        Optional<Provenance> provenance = fields.provenance();
        Optional<String> model = fields.model();
        return new UsageEntry(
                Instant.parse(fields.required("time")),
                fields.required("request_id"),
                fields.text("upstream_request_id"),
                new Attribution(
                        fields.text("team"), fields.text("user"), fields.text("session"), fields.text("project")),
                fields.required("operation"),
                model,
                provenance,
                fields.isPriceKnown(),
                fields.cost(),
                provenance.isPresent() ? fields.parts(model.orElse(Dimension.NONE)) : List.of());
    }
}
