package dev.weir.relay;

import dev.weir.messages.Provenance;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.ResponseReader;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Reads the usage from a JSON message of any size without keeping its content; from a message that broke off, as far as
 * it was whole.
 */
final class MessageTap implements Tap {
    private static final List<String> WANTED = List.of("id", "model", "stop_reason", "usage");

    private final ResponseReader response = new ResponseReader();
    private final TopLevelMembers members =
            new TopLevelMembers(WANTED, (name, value, length) -> response.member(name, value, 0, length));

    @Override
    public void read(ByteBuf bytes) {
        members.read(bytes);
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
    public ResponseFacts facts() {
        return response.facts(Provenance.EXACT, 0);
    }
}
