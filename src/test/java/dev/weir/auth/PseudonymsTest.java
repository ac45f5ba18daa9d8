package dev.weir.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.reload.SecretValue;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PseudonymsTest {
    private static final SecretValue KEY = new SecretValue("0123456789abcdef0123456789abcdef");
    private static final Identity USER = new Identity("user:u-4711");

    private final Pseudonyms pseudonyms = new Pseudonyms(KEY);

    @Test
    void returnsTheFirstHalfOfAKeyedHash() {
        // printf 'search\0user:u-4711' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
        assertThat(pseudonyms.of("search", USER)).isEqualTo("1d8fbca31c25e53b4ec2f6864153643d");
    }

    @Test
    void returnsTheSamePseudonymOnEveryReplica() {
        String first = pseudonyms.of("search", USER);

        assertThat(pseudonyms.of("search", USER)).isEqualTo(first);
        assertThat(new Pseudonyms(KEY).of("search", USER)).isEqualTo(first);
    }

    @Test
    void differsByTeamIdentityAndKey() {
        Set<String> names = new HashSet<>();
        names.add(pseudonyms.of("search", USER));
        names.add(pseudonyms.of("searchu", new Identity("ser:u-4711")));
        names.add(pseudonyms.of("search", new Identity("device:u-4711")));
        names.add(pseudonyms.of("other", USER));
        names.add(new Pseudonyms(new SecretValue(KEY.text() + "x")).of("search", USER));

        assertThat(names).hasSize(5);
    }

    @Test
    void differsForManyUsers() {
        Random random = new Random(4711);
        Set<String> buckets = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            String bucket = "user:" + Long.toString(random.nextLong(), 36);
            buckets.add(bucket);
            names.add(pseudonyms.of("search", new Identity(bucket)));
        }

        assertThat(names).hasSameSizeAs(buckets).allMatch(name -> name.matches("[0-9a-f]{32}"));
    }

    @Test
    void hashesSessionsAndAgentsApartFromIdentities() {
        // printf 'search\0session:u-4711' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
        assertThat(pseudonyms.ofSession("search", new Session("u-4711"))).isEqualTo("cae55019091d564004932b17893dd300");
        assertThat(Set.of(
                        pseudonyms.ofSession("search", new Session("u-4711")),
                        pseudonyms.ofSession("other", new Session("u-4711")),
                        pseudonyms.ofAgent("search", "u-4711"),
                        pseudonyms.of("search", Identity.parse("session:u-4711")),
                        pseudonyms.of("search", Identity.parse("agent:u-4711"))))
                .hasSize(5);
    }

    @Test
    void rejectsAShortKeyWithoutShowingIt() {
        String tooShort = "0123456789abcdef0123456789abcde";

        assertThat(Pseudonyms.faultsOf(tooShort)).containsExactly("31 characters (expected: 32 or more)");
        assertThat(Pseudonyms.faultsOf(KEY.text())).isEmpty();
        assertThatThrownBy(() -> new Pseudonyms(new SecretValue(tooShort)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pseudonym key: 31 characters (expected: 32 or more)");
    }
}
