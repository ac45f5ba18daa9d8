package dev.weir.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.ApiKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentitiesTest {
    private static final String DEVICE = "0123456789abcdef".repeat(4);
    private static final String ACCOUNT = "0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0";
    private static final String SESSION = "11111111-2222-3333-4444-555555555555";
    private static final ApiKey SERVICE = key(Optional.empty());
    private static final ApiKey ALICE = key(Optional.of("alice"));

    @Test
    void usesTheUserOfABoundKeyWhateverTheBodyNames() {
        assertThat(Identities.of(ALICE, Optional.empty())).isEqualTo(new Identity("user:alice"));
        assertThat(Identities.of(ALICE, Optional.of("bob"))).isEqualTo(new Identity("user:alice"));
    }

    @ParameterizedTest
    @CsvSource({"user:alice, user:alice", "account:0b1c, account:0b1c", "a:b, user:a:b"})
    void readsABoundUserLikeUsersOfThePolicy(String written, String identity) {
        assertThat(Identities.of(key(Optional.of(written)), Optional.empty())).isEqualTo(new Identity(identity));
    }

    @Test
    void usesTheKeyWhereNoUserIsNamed() {
        assertThat(Identities.of(SERVICE, Optional.empty())).isEqualTo(new Identity("key:service"));
        assertThat(Identities.of(SERVICE, Optional.of(""))).isEqualTo(new Identity("key:service"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"u-4711", " ", "jane@example.com", "ü\u0000\n", "user:a", "account:0b1c", "device:x", "key:k"})
    void prefixesAnyOtherIdWithUser(String id) {
        assertThat(Identities.of(SERVICE, Optional.of(id))).isEqualTo(new Identity("user:" + id));
    }

    @Test
    void acceptsIdsOfAnyLength() {
        String id = "x".repeat(1_000_000);

        assertThat(Identities.of(SERVICE, Optional.of(id))).isEqualTo(new Identity("user:" + id));
    }

    @Test
    void reducesClaudeCodesOldFormToAccountOrDevice() {
        String before = "user_" + DEVICE + "_account_";

        assertThat(named(before + ACCOUNT + "_session_" + SESSION)).isEqualTo("account:" + ACCOUNT);
        assertThat(named(before + "_session_" + SESSION)).isEqualTo("device:" + DEVICE);
    }

    @Test
    void reducesClaudeCodesNewFormToAccountOrDevice() {
        assertThat(named(json(DEVICE, "\"" + ACCOUNT + "\""))).isEqualTo("account:" + ACCOUNT);
        assertThat(named(json(DEVICE, "\"\""))).isEqualTo("device:" + DEVICE);
        assertThat(named(json(DEVICE, "null"))).isEqualTo("device:" + DEVICE);
        assertThat(named("{\"device_id\":\"d\"}")).isEqualTo("device:d");
        assertThat(named(" {\"account_uuid\" : \"a\\u0062\"} ")).isEqualTo("account:ab");
    }

    @Test
    void readsMembersInAnyOrderAmongUnknownOnes() {
        Random random = new Random(4711);
        List<String> members = new ArrayList<>(List.of(
                "\"device_id\":\"" + DEVICE + "\"",
                "\"account_uuid\":\"" + ACCOUNT + "\"",
                "\"session_id\":\"" + SESSION + "\"",
                "\"future\":{\"account_uuid\":\"x\",\"list\":[1,{\"device_id\":null}]}",
                "\"flag\":true"));
        for (int i = 0; i < 200; i++) {
            Collections.shuffle(members, random);

            assertThat(named("{" + String.join(",", members) + "}")).isEqualTo("account:" + ACCOUNT);
        }
    }

    @Test
    void ignoresTheSession() {
        Random random = new Random(4711);
        for (int i = 0; i < 200; i++) {
            String session = new UUID(random.nextLong(), random.nextLong()).toString();

            assertThat(named("user_" + DEVICE + "_account__session_" + session)).isEqualTo("device:" + DEVICE);
            assertThat(named(json(DEVICE, "\"\"").replace(SESSION, session))).isEqualTo("device:" + DEVICE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{}",
                "{}{}",
                "{\"device_id\":\"d\"",
                "{\"device_id\":\"d\"} x",
                "{\"device_id\":\"d\"}{}",
                "{\"device_id\":\"d\",}",
                "{\"device_id\":\"d\",\"device_id\":\"e\"}",
                "{\"device_id\":5}",
                "{\"device_id\":{\"device_id\":\"d\"}}",
                "{\"account_uuid\":[\"a\"],\"device_id\":\"\"}",
                "{\"session_id\":\"s\"}",
                "{'device_id':'d'}",
                "[{\"device_id\":\"d\"}]",
                "\"{\\\"device_id\\\":\\\"d\\\"}\"",
                "user_abc_account__session_11111111-2222-3333-4444-555555555555",
                "user_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef_account_x_session_y",
            })
    void usesOtherTextsAsPlainIds(String id) {
        assertThat(named(id)).isEqualTo("user:" + id);
    }

    @Test
    void usesTextsOverTheParsingBoundAsPlainIds() {
        String padding = " ".repeat(MetadataUserId.MAX_PARSED);
        String deep = "{\"device_id\":\"d\",\"x\":" + "[".repeat(100) + "]".repeat(100) + "}";

        assertThat(named("{\"device_id\":\"d\"}" + padding)).startsWith("user:{");
        assertThat(named("{\"device_id\":\"d\"}" + padding.substring(17))).isEqualTo("device:d");
        assertThat(named(deep)).isEqualTo("user:" + deep);
    }

    @Test
    void reportsWhetherTheBodyNamesAnotherUser() {
        assertThat(Identities.namesOtherUser(ALICE, Optional.of("bob"))).isTrue();
        assertThat(Identities.namesOtherUser(ALICE, Optional.of("user:alice"))).isTrue();
        assertThat(Identities.namesOtherUser(ALICE, Optional.of(json("d", "\"a\""))))
                .isTrue();
        assertThat(Identities.namesOtherUser(ALICE, Optional.of("alice"))).isFalse();
        assertThat(Identities.namesOtherUser(ALICE, Optional.of(""))).isFalse();
        assertThat(Identities.namesOtherUser(ALICE, Optional.empty())).isFalse();
        assertThat(Identities.namesOtherUser(SERVICE, Optional.of("bob"))).isFalse();
        assertThat(Identities.namesOtherUser(key(Optional.of("account:a")), Optional.of(json("d", "\"a\""))))
                .isFalse();
    }

    @Test
    void doesNotShowAnIdentity() {
        assertThat(Identity.parse("jane")).isEqualTo(new Identity("user:jane")).hasToString("Identity[…]");
    }

    private static String named(String id) {
        return Identities.of(SERVICE, Optional.of(id)).name();
    }

    private static String json(String device, String account) {
        return "{\"device_id\":\"" + device + "\",\"account_uuid\":" + account + ",\"session_id\":\"" + SESSION + "\"}";
    }

    private static ApiKey key(Optional<String> user) {
        return new ApiKey("service", "0".repeat(64), user, Optional.empty());
    }
}
