package dev.weir.http;

import dev.weir.assets.WebAsset;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The page that tells callers how to use this gateway, and the files it loads: all static, the same for everybody.
 *
 * @param files by path; none where the operator has switched the page off
 */
public record ConnectPage(Map<String, WebAsset> files) {
    /** How a file may be asked for. */
    static final List<String> METHODS = List.of("GET", "HEAD");

    /** The page runs its own script and talks to its own origin, and nothing else. */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    private static final String PATH = "/weir";
    private static final String ASSETS = "/weir/assets/";

    public ConnectPage {
        files = Map.copyOf(files);
    }

    /** Makes the page. */
    public static ConnectPage packaged() {
        return new ConnectPage(Map.of(
                PATH,
                file("connect.html"),
                ASSETS + "connect.css",
                file("connect.css"),
                ASSETS + "connect.js",
                file("connect.js")));
    }

    /** Makes a page that does not exist. */
    public static ConnectPage none() {
        return new ConnectPage(Map.of());
    }

    /** Returns whether the page or a file of it could be at a path. */
    static boolean isBelow(String path) {
        return path.equals(PATH) || path.startsWith(ASSETS);
    }

    Optional<WebAsset> find(String path) {
        return Optional.ofNullable(files.get(path));
    }

    /** Returns the headers of a file, those of its content included. */
    static MultiMap headers(WebAsset file) {
        return validators(file)
                .set(HttpHeaders.CONTENT_TYPE, file.type())
                .set(HttpHeaders.CONTENT_LENGTH, String.valueOf(file.content().length()))
                .set("content-security-policy", CONTENT_SECURITY_POLICY)
                .set("referrer-policy", "no-referrer")
                .set("x-content-type-options", "nosniff");
    }

    /** Returns the headers of the response to a browser that has the file already. */
    static MultiMap validators(WebAsset file) {
        return HttpHeaders.headers()
                .set(HttpHeaders.CACHE_CONTROL, "public, max-age=300")
                .set(HttpHeaders.ETAG, file.tag());
    }

    private static WebAsset file(String name) {
        return WebAsset.beside(ConnectPage.class, "connect/" + name);
    }
}
