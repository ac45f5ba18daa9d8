package dev.weir.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.assets.WebAsset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleAssetsTest {
    private static final int MOST_BYTES = 60 * 1024;

    private final ConsoleAssets assets = new ConsoleAssets();

    @Test
    void areSmallTogether() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String name : ConsoleAssets.NAMES) {
            try (GZIPOutputStream zipped = new GZIPOutputStream(all)) {
                zipped.write(file(name).content().getBytes());
            }
        }

        assertThat(all.size()).isBetween(MOST_BYTES / 2, MOST_BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"console.css", "console.js", "icon.svg"})
    void ofOursLoadNothingFromElsewhere(String name) {
        String text = file(name).content().toString(StandardCharsets.UTF_8);

        assertThat(text.replace("http://www.w3.org/2000/svg", ""))
                .doesNotContain("http:", "https:", "@import", "eval(");
    }

    @Test
    void knowABrowserThatHasThem() {
        WebAsset script = file("console.js");

        assertThat(script.isKnownTo(script.tag())).isTrue();
        assertThat(script.isKnownTo("W/" + script.tag() + ", \"x\"")).isTrue();
        assertThat(script.isKnownTo(file("console.css").tag())).isFalse();
        assertThat(script.isKnownTo(null)).isFalse();
    }

    private WebAsset file(String name) {
        return assets.find(name).orElseThrow();
    }
}
