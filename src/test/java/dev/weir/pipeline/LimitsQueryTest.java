package dev.weir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pipeline.LimitsQuery.Invalid;
import dev.weir.pipeline.LimitsQuery.Valid;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsQueryTest {
    @ParameterizedTest
    @CsvSource({"/weir/limits,", "/weir/limits?,", "/weir/limits?user_id=u-1, u-1", "/weir/limits?user_id=a%20b, a b"})
    void readsTheUser(String uri, String userId) {
        assertThat(LimitsQuery.of(uri)).isEqualTo(new Valid(Optional.ofNullable(userId)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user=u-1", "user_id=u-1&format=json", "USER_ID=u-1", "userid", "u%73er=1"})
    void rejectsParametersThatItDoesNotKnowWithoutRepeatingThem(String query) {
        assertThat(LimitsQuery.of("/weir/limits?" + query))
                .isEqualTo(new Invalid("query: Input should have no parameter but 'user_id'"));
    }

    @Test
    void rejectsTwoUsers() {
        assertThat(LimitsQuery.of("/weir/limits?user_id=a&user_id=b"))
                .isEqualTo(new Invalid("user_id: Input should be given once"));
    }

    @Test
    void rejectsAQueryThatCannotBeDecoded() {
        assertThat(LimitsQuery.of("/weir/limits?user_id=%zz")).isInstanceOf(Invalid.class);
    }
}
