package dev.weir.relay;

import dev.weir.messages.Provenance;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.ResponseReader;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Reads the usage from a JSON message of any size without keeping its content; from a message that broke off, as far as it
 * was whole.
 */
final class MessageTap implements Tap {
    private static final List<String> WANTED = List.of("id", "model", "stop_reason", "usage");

    private final ResponseReader answer = new ResponseReader();
    private final TopLevelMembers members =
            new TopLevelMembers(WANTED, (name, value, length) -> answer.member(name, value, 0, length));

    @Override
    public void see(ByteBuf bytes) {
        members.see(bytes);
    }

    @Override
    public boolean commits() {
        return true;
    }

    @Override
    public boolean takesEvents() {
        return false;
    }

    @Override
    public boolean isBetweenEvents() {
        return false;
    }

    @Override
    public Ending ending() {
        return Ending.WHOLE;
    }

    @Override
    public boolean isOver() {
        return false;
    }

    @Override
    public ResponseFacts facts() {
        return answer.facts(Provenance.EXACT, 0);
    }
}
