package dev.weir.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class MetadataUserIdFuzzTest {
    @FuzzTest
    void reducesEveryTextToOneIdentity(byte[] input) {
        String id = new String(input, StandardCharsets.UTF_8);

        String bucket = MetadataUserId.identityOf(id).name();

        assertThat(bucket)
                .satisfiesAnyOf(
                        name -> assertThat(name).isEqualTo("user:" + id),
                        name -> assertThat(name).startsWith("account:").hasSizeGreaterThan(8),
                        name -> assertThat(name).startsWith("device:").hasSizeGreaterThan(7));
        assertThat(MetadataUserId.identityOf(id).name()).isEqualTo(bucket);
    }
}
