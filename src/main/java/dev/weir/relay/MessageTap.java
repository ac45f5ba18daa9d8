package dev.weir.relay;

import dev.weir.messages.Provenance;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.ResponseReader;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;

/**
 * Reads the usage from a JSON message of any size without keeping its content; from an incomplete message, as far as it
 * came.
 */
final class MessageTap implements Tap {
    private static final List<String> WANTED = List.of("diagnostics", "id", "model", "stop_reason", "type", "usage");

    private final ResponseReader response = new ResponseReader();
    private final TopLevelMembers members =
            new TopLevelMembers(WANTED, (name, value, length) -> response.member(name, value, 0, length));
    private final OutputText text = new OutputText();
    private final ByteReader whole = (bytes, from, end) -> response.message(bytes, from, end - from);
    private Optional<ByteBuf> first = Optional.empty();
    private boolean isFirst = true;
    private boolean hasEnded;

    /** Keeps the first piece: most messages come whole in it, and are read at once at their end, which costs less. */
    @Override
    public void read(ByteBuf bytes) {
        if (isFirst) {
            isFirst = false;
            first = Optional.of(bytes);
        } else {
            scanFirst();
            scan(bytes);
        }
    }

    /** Reads the first piece as one of several. */
    private void scanFirst() {
        first.ifPresent(this::scan);
        first = Optional.empty();
    }

    private void scan(ByteBuf bytes) {
        members.read(bytes);
        text.read(bytes);
    }

    @Override
    public void end() {
        hasEnded = true;
        first.ifPresent(whole::read);
        if (response.hasOutputCount()) {
            first = Optional.empty();
        }
    }

    @Override
    public boolean commits() {
        return true;
    }

    @Override
    public boolean isEventStream() {
        return false;
    }

    @Override
    public boolean isBetweenEvents() {
        return false;
    }

    @Override
    public Progress progress() {
        return Progress.OPEN;
    }

    @Override
    public boolean awaitsUsage() {
        scanFirst();
        return !hasEnded && !response.hasOutputCount();
    }

    @Override
    public ResponseFacts facts() {
        scanFirst();
        if (isNoMessage()) {
            return ResponseFacts.NO_MESSAGE;
        }
        if (members.hasContent()) {
            response.contentBlock();
        }
        return response.facts(response.hasOutputCount() ? Provenance.EXACT : Provenance.PARTIAL, text.tokens());
    }

    /**
     * Returns whether the body is no message. Messages without a {@code type}, as some upstreams send them, have a
     * usage.
     */
    private boolean isNoMessage() {
        if (members.isNoObject() || response.isOfType("error")) {
            return true;
        }
        return hasEnded && !response.isOfType("message") && !response.hasOutputCount();
    }
}
