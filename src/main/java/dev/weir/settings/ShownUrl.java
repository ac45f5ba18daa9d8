package dev.weir.settings;

import java.net.URI;

/** The part of a URL that may be shown. */
public final class ShownUrl {
    private ShownUrl() {}

    /** Returns scheme, host and port: never a credential. */
    public static String of(URI url) {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }
}
