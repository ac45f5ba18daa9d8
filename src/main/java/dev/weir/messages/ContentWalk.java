package dev.weir.messages;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/**
 * Finds media, sources and tools in content, wherever blocks may be nested, and nowhere else.
 *
 * <p>Only {@code content}, {@code source} and the definition in a {@code tool_addition} are entered: a tool's input or
 * schema may hold anything, also an object that looks like a source. Source: Messages API, content blocks and tools.
 */
final class ContentWalk {
    private static final int TYPE = 1;
    private static final int SOURCE = 2;
    private static final int CONTENT = 4;
    private static final int TOOL = 8;
    private static final int DATA = 16;

    private final JsonCursor cursor;
    private final Set<Feature> features = EnumSet.noneOf(Feature.class);
    private int images;
    private int documents;
    private long mediaBytes;

    /** The source of a block's content. */
    private record ContentSource(String type, long dataBytes) {
        static final ContentSource NONE = new ContentSource("", 0);

        /** Returns whether the content is text or blocks in the body; unknown types count as media. */
        boolean isText() {
            return type.equals("text") || type.equals("content");
        }

        long mediaBytes() {
            return type.equals("base64") ? dataBytes : 0;
        }
    }

    ContentWalk(JsonCursor cursor) {
        this.cursor = cursor;
    }

    /** Returns the features found so far; the caller may add to the set. */
    Set<Feature> features() {
        return features;
    }

    /** Returns the size of a body of this many bytes with the media found. */
    InputSize size(long bodyBytes) {
        return new InputSize(bodyBytes - mediaBytes, images, documents, mediaBytes);
    }

    /** Walks a list of messages; skips any other value. */
    void messages() throws IOException {
        if (cursor.kind() != JsonKind.LIST) {
            cursor.skip();
            return;
        }
        while (cursor.nextElement()) {
            message();
            cursor.endDigest(); // the first one is told from others, the rest grows
        }
    }

    /** Walks the blocks of a list, or a single block; skips any other value. */
    void content() throws IOException {
        if (cursor.kind() != JsonKind.LIST) {
            block();
            return;
        }
        while (cursor.nextElement()) {
            block();
        }
    }

    /** Walks a list of tools; skips any other value. */
    void tools() throws IOException {
        if (cursor.kind() != JsonKind.LIST) {
            cursor.skip();
            return;
        }
        while (cursor.nextElement()) {
            tool();
        }
    }

    private void message() throws IOException {
        if (cursor.kind() != JsonKind.OBJECT) {
            cursor.skip();
            return;
        }
        int seen = 0;
        while (cursor.nextMember()) {
            if (cursor.name().equals("content")) {
                seen = cursor.once(seen, CONTENT);
                content();
            } else {
                cursor.skip();
            }
        }
    }

    private void block() throws IOException {
        if (cursor.kind() != JsonKind.OBJECT) {
            cursor.skip();
            return;
        }
        String type = "";
        ContentSource source = ContentSource.NONE;
        int seen = 0;
        while (cursor.nextMember()) {
            switch (cursor.name()) {
                case "type" -> {
                    seen = cursor.once(seen, TYPE);
                    type = cursor.textOrSkip();
                }
                case "source" -> {
                    seen = cursor.once(seen, SOURCE);
                    source = source();
                }
                case "content" -> {
                    seen = cursor.once(seen, CONTENT);
                    content();
                }
                case "tool" -> {
                    seen = cursor.once(seen, TOOL);
                    toolChange();
                }
                default -> cursor.skip();
            }
        }
        count(type, source);
    }

    private void count(String type, ContentSource source) {
        switch (type) {
            case "image" -> {
                images++;
                mediaBytes += source.mediaBytes();
            }
            case "document" -> {
                documents += source.isText() ? 0 : 1;
                mediaBytes += source.mediaBytes();
            }
            case "container_upload" -> features.add(Feature.FILE_SOURCES);
            default -> {}
        }
    }

    private ContentSource source() throws IOException {
        if (cursor.kind() != JsonKind.OBJECT) {
            cursor.skip();
            return ContentSource.NONE;
        }
        String type = "";
        long data = 0;
        int seen = 0;
        while (cursor.nextMember()) {
            switch (cursor.name()) {
                case "type" -> {
                    seen = cursor.once(seen, TYPE);
                    type = cursor.textOrSkip();
                }
                case "data" -> {
                    seen = cursor.once(seen, DATA);
                    data = dataBytes();
                }
                case "content" -> {
                    seen = cursor.once(seen, CONTENT);
                    content();
                }
                default -> cursor.skip();
            }
        }
        note(type);
        return new ContentSource(type, data);
    }

    private long dataBytes() throws IOException {
        if (cursor.kind() == JsonKind.TEXT) {
            return cursor.skipMeasured();
        }
        cursor.skip();
        return 0;
    }

    private void note(String sourceType) {
        switch (sourceType) {
            case "url" -> features.add(Feature.URL_SOURCES);
            case "file" -> features.add(Feature.FILE_SOURCES);
            default -> {}
        }
    }

    private void toolChange() throws IOException {
        if (cursor.kind() != JsonKind.OBJECT) {
            cursor.skip();
            return;
        }
        int seen = 0;
        while (cursor.nextMember()) {
            if (cursor.name().equals("definition")) {
                seen = cursor.once(seen, TOOL);
                tool();
            } else {
                cursor.skip();
            }
        }
    }

    private void tool() throws IOException {
        if (cursor.kind() != JsonKind.OBJECT) {
            cursor.skip();
            return;
        }
        int seen = 0;
        while (cursor.nextMember()) {
            if (cursor.name().equals("type")) {
                seen = cursor.once(seen, TYPE);
                toolType();
            } else {
                cursor.skip();
            }
        }
    }

    private void toolType() throws IOException {
        if (!cursor.kind().isPresent()) {
            return;
        }
        ToolKind.of(cursor.textOrSkip()).feature().ifPresent(features::add);
    }
}
