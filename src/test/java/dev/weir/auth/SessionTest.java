package dev.weir.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {
    private static final String ID = "11111111-2222-3333-4444-555555555555";
    private static final String OTHER = "99999999-2222-3333-4444-555555555555";
    private static final String DEVICE = "user_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static final String OLD_FORM = DEVICE + "_account__session_" + ID;
    private static final String NEW_FORM = "{\"device_id\":\"d\",\"account_uuid\":\"\",\"session_id\":\"" + ID + "\"}";

    @Test
    void readsTheHeaderFirst() {
        assertThat(Session.of(Optional.of(OTHER), Optional.of(NEW_FORM))).contains(new Session(OTHER));
    }

    @ParameterizedTest
    @ValueSource(strings = {OLD_FORM, NEW_FORM, "{\"session_id\":\"" + ID + "\"}"})
    void readsClaudeCodesFormsOfTheUserId(String userId) {
        assertThat(Session.of(Optional.empty(), Optional.of(userId))).contains(new Session(ID));
        assertThat(Session.of(Optional.of(""), Optional.of(userId))).contains(new Session(ID));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "u-4711",
                "session_" + ID,
                "{\"session_id\":\"\"}",
                "{\"session_id\":null}",
                "{\"session_id\":{\"session_id\":\"x\"}}",
                "{\"session_id\":\"" + ID + "\"",
                "[\"session_id\"]"
            })
    void findsNoneInOtherTexts(String userId) {
        assertThat(Session.of(Optional.empty(), Optional.of(userId))).isEmpty();
    }

    @Test
    void findsNoneWhereNothingIsSent() {
        assertThat(Session.of(Optional.empty(), Optional.empty())).isEmpty();
    }

    @Test
    void showsNoId() {
        assertThat(new Session(ID).toString()).doesNotContain("1111");
    }
}
