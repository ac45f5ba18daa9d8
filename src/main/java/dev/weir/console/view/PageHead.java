package dev.weir.console.view;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What every page has.
 *
 * @param section the entry of the navigation that it belongs to
 * @param path of the page itself with its query, by which it is read again
 * @param time of what it shows
 */
public record PageHead(String title, String section, String path, Replica replica, String time) {
    private static final List<Section> SECTIONS = List.of(
            new Section("Now", "/console"),
            new Section("Teams", "/console/teams"),
            new Section("Upstreams", "/console/upstreams"),
            new Section("Models and cache", "/console/models"),
            new Section("Exchanges", "/console/exchanges"),
            new Section("Configuration", "/console/configuration"),
            new Section("Replica", "/console/replica"));

    /** An entry of the navigation. */
    public record Section(String name, String path) {}

    /** Makes the head of a page that is read now. */
    public static PageHead of(String title, String section, String path, ConsoleSources sources) {
        return new PageHead(
                title,
                section,
                path,
                sources.replica(),
                ShownAmount.dayAndTime(sources.clock().instant()));
    }

    /** Returns the path of one thing in a section. */
    public String to(String section, String name) {
        return "/console/" + section + "/" + segment(name);
    }

    /** Returns a text as a segment of a path. */
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Returns the navigation. */
    public List<Section> sections() {
        return SECTIONS;
    }
}
