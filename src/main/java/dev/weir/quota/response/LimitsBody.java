package dev.weir.quota.response;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind.Unit;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;

/** Writes the body of {@code GET /weir/limits}. */
public final class LimitsBody {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private LimitsBody() {}

    /**
     * Returns the body in UTF-8.
     *
     * @param whose the caller and its plan
     */
    public static byte[] json(Whose whose, Snapshot snapshot) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("team", whose.team());
            json.writeStringField("plan", whose.plan());
            json.writeFieldName("user");
            writeText(json, whose.user());
            json.writeStringField("mode", whose.mode());
            json.writeStringField(
                    "time", Instant.ofEpochSecond(snapshot.nowMillis() / 1000).toString());
            json.writeNumberField("leases", snapshot.leases());
            writeRefusedBy(json, RejectingLimit.now(snapshot));
            json.writeArrayFieldStart("limits");
            for (LimitState state : snapshot.limits()) {
                write(json, state);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    private static void writeText(JsonGenerator json, Optional<String> text) throws IOException {
        if (text.isPresent()) {
            json.writeString(text.get());
        } else {
            json.writeNull();
        }
    }

    /**
     * Whose limits are shown, by the names of the policy.
     *
     * @param user the identity; absent where only limits of the team are shown
     * @param mode {@code enforce} or {@code shadow}
     */
    public record Whose(String team, String plan, Optional<String> user, String mode) {
        /** Names a caller with a user. */
        public Whose(String team, String plan, String user, String mode) {
            this(team, plan, Optional.of(user), mode);
        }

        @Override
        public String toString() {
            return "Whose[" + team + ", …]";
        }
    }

    private static void writeRefusedBy(JsonGenerator json, Optional<LimitState> rejecting) throws IOException {
        json.writeFieldName("refused_by");
        if (rejecting.isPresent()) {
            json.writeString(rejecting.get().name());
        } else {
            json.writeNull();
        }
    }

    private static void write(JsonGenerator json, LimitState state) throws IOException {
        Limit limit = state.limit();
        json.writeStartObject();
        json.writeStringField("name", state.name());
        json.writeStringField("unit", limit.kind().unit().wireName());
        writeAmount(json, "max", limit, state.size());
        writeAmount(json, "used", limit, state.used());
        writeAmount(json, "held", limit, state.held());
        writeAmount(json, "remaining", limit, state.remaining());
        json.writeFieldName("resets_at");
        if (state.resetsAtMillis().isPresent()) {
            json.writeString(LimitText.time(state.resetsAtMillis().getAsLong()));
        } else {
            json.writeNull();
        }
        json.writeEndObject();
    }

    private static void writeAmount(JsonGenerator json, String name, Limit limit, long amount) throws IOException {
        if (limit.kind().unit() == Unit.USD) {
            json.writeNumberField(name, LimitText.usd(amount));
        } else {
            json.writeNumberField(name, amount);
        }
    }
}
