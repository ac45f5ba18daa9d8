package dev.weir.console;

import dev.weir.assets.WebAsset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The files that the console's pages load: ours, and unchanged copies of htmx, its extension for SSE, and uPlot. */
final class ConsoleAssets {
    /** Their names; {@code docs/console.md} says where the copies come from. */
    static final List<String> NAMES = List.of(
            "console.css", "console.js", "icon.svg", "htmx.min.js", "sse.min.js", "uPlot.iife.min.js", "uPlot.min.css");

    private final Map<String, WebAsset> files = NAMES.stream()
            .collect(Collectors.toUnmodifiableMap(
                    Function.identity(), name -> WebAsset.beside(ConsoleAssets.class, "assets/" + name)));

    Optional<WebAsset> find(String name) {
        return Optional.ofNullable(files.get(name));
    }
}
