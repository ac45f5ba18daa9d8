package dev.weir.auth;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.weir.policy.IdentityName;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reduces {@code metadata.user_id} to an identity that does not depend on the session, and finds the session.
 *
 * <p>Source: Claude Code before 2.1.78 sends {@code user_<64 hex>_account_<uuid or nothing>_session_<uuid>}, later ones
 * a JSON object as text with {@code device_id}, {@code account_uuid} and {@code session_id}. Every other text is an id
 * as it is.
 */
final class MetadataUserId {
    /** Longer texts are plain ids: Claude Code's have fewer than 200 characters. */
    static final int MAX_PARSED = 4096;

    private static final String UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
    private static final Pattern OLD_FORM =
            Pattern.compile("user_([0-9a-fA-F]{64})_account_(" + UUID + ")?_session_(" + UUID + ")");
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(16).build())
            .build();

    private MetadataUserId() {}

    static Identity identityOf(String id) {
        return claudeCode(id).flatMap(Members::identity).orElseGet(() -> new Identity(IdentityName.USER + id));
    }

    /** Returns the session that Claude Code names in it; absent in every other text. */
    static Optional<String> sessionOf(String id) {
        return claudeCode(id).flatMap(Members::session);
    }

    private static Optional<Members> claudeCode(String id) {
        if (id.length() > MAX_PARSED) {
            return Optional.empty();
        }
        Matcher old = OLD_FORM.matcher(id);
        if (old.matches()) {
            Function<Integer, Optional<String>> group = number -> Optional.ofNullable(old.group(number));
            return Optional.of(new Members(group.apply(2), group.apply(1), group.apply(3)));
        }
        return id.stripLeading().startsWith("{") ? parsed(id) : Optional.empty();
    }

    private static Optional<Members> parsed(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            return members(parser);
        } catch (JacksonException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory cannot fail to be read", e);
        }
    }

    private static Optional<Members> members(JsonParser parser) throws IOException {
        Optional<String> account = Optional.empty();
        Optional<String> device = Optional.empty();
        Optional<String> session = Optional.empty();
        parser.nextToken();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            switch (name) {
                case "account_uuid" -> account = text(parser, value);
                case "device_id" -> device = text(parser, value);
                case "session_id" -> session = text(parser, value);
                default -> parser.skipChildren();
            }
        }
        boolean isOneObject = parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
        return isOneObject ? Optional.of(new Members(account, device, session)) : Optional.empty();
    }

    private static Optional<String> text(JsonParser parser, JsonToken value) throws IOException {
        parser.skipChildren();
        return value == JsonToken.VALUE_STRING
                ? Optional.of(parser.getText()).filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    /** What Claude Code puts into it; each may be absent. */
    private record Members(Optional<String> account, Optional<String> device, Optional<String> session) {
        Optional<Identity> identity() {
            return account.map(uuid -> IdentityName.ACCOUNT + uuid)
                    .or(() -> device.map(hash -> IdentityName.DEVICE + hash))
                    .map(Identity::new);
        }
    }
}
