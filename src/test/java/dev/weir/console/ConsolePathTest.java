package dev.weir.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsolePathTest {
    @ParameterizedTest
    @ValueSource(strings = {"/console", "/console/", "/console?x=1"})
    void knowsTheFirstPage(String uri) {
        assertThat(ConsolePath.of(uri)).map(ConsolePath::names).contains(List.of());
    }

    @Test
    void decodesNamesOneByOne() {
        assertThat(ConsolePath.of("/console/teams/a%2Fb+c/users/x?q=1+2&q=3")).hasValueSatisfying(path -> {
            assertThat(path.names()).containsExactly("teams", "a/b+c", "users", "x");
            assertThat(path.parameter("q")).isEqualTo("1 2");
            assertThat(path.parameter("none")).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/consoles", "/q/metrics", "*", "/console/%zz", "/console/a?x=%zz"})
    void isEmptyForWhatIsNotTheConsoles(String uri) {
        assertThat(ConsolePath.of(uri)).isEmpty();
    }

    @Test
    void isEmptyForALongTarget() {
        assertThat(ConsolePath.of("/console/" + "a".repeat(5_000))).isEmpty();
    }

    @Test
    void writesEachLineOfAnEventAsAField() {
        assertThat(LiveEvents.event("now", "<p>\n\n<b>x</b>\r\n</p>"))
                .isEqualTo("event: now\ndata: <p>\ndata: <b>x</b>\ndata: </p>\n\n");
    }
}
