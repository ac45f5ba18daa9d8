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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reduces {@code metadata.user_id} to an identity that does not depend on the session.
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
            Pattern.compile("user_([0-9a-fA-F]{64})_account_(" + UUID + ")?_session_" + UUID);
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(16).build())
            .build();

    private MetadataUserId() {}

    static Identity identityOf(String id) {
        return claudeCode(id).orElseGet(() -> new Identity(IdentityName.USER + id));
    }

    private static Optional<Identity> claudeCode(String id) {
        if (id.length() > MAX_PARSED) {
            return Optional.empty();
        }
        Matcher old = OLD_FORM.matcher(id);
        if (old.matches()) {
            return identity(Optional.ofNullable(old.group(2)), Optional.of(old.group(1)));
        }
        return id.stripLeading().startsWith("{") ? parsed(id) : Optional.empty();
    }

    private static Optional<Identity> parsed(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            return members(parser);
        } catch (JacksonException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory cannot fail to be read", e);
        }
    }

    private static Optional<Identity> members(JsonParser parser) throws IOException {
        Optional<String> account = Optional.empty();
        Optional<String> device = Optional.empty();
        parser.nextToken();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            switch (name) {
                case "account_uuid" -> account = text(parser, value);
                case "device_id" -> device = text(parser, value);
                default -> parser.skipChildren();
            }
        }
        boolean isOneObject = parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
        return isOneObject ? identity(account, device) : Optional.empty();
    }

    private static Optional<String> text(JsonParser parser, JsonToken value) throws IOException {
        parser.skipChildren();
        return value == JsonToken.VALUE_STRING
                ? Optional.of(parser.getText()).filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    private static Optional<Identity> identity(Optional<String> account, Optional<String> device) {
        return account.map(uuid -> IdentityName.ACCOUNT + uuid)
                .or(() -> device.map(hash -> IdentityName.DEVICE + hash))
                .map(Identity::new);
    }
}
