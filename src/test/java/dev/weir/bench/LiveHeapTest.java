package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class LiveHeapTest {
    @Test
    void readsTheSumOfAClassHistogram() throws IOException {
        String histogram = """
                4711:
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:         24047        2412864  [B (java.base@25.0.3)
                   2:         17421        1149752  [Ljava.lang.Object; (java.base@25.0.3)
                Total        288016       15207208
                """;

        assertThat(LiveHeap.total(histogram)).isEqualTo(15_207_208);
    }

    @Test
    void saysWhatCameInPlaceOfOne() {
        assertThatThrownBy(() -> LiveHeap.total("4711:\njava.io.IOException: No such process\n"))
                .isInstanceOf(IOException.class)
                .hasMessage("no class histogram: 4711:");
    }
}
