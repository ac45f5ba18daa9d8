package dev.weir.relay;

import dev.weir.messages.AnswerFacts;
import dev.weir.messages.AnswerReader;
import dev.weir.messages.Provenance;
import io.netty.buffer.ByteBuf;

/** Reads the usage from a JSON message of any size without keeping its content. */
final class MessageTap implements Tap {
    private final TopLevelMembers members = new TopLevelMembers();

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
    public AnswerFacts facts() {
        AnswerReader answer = new AnswerReader();
        byte[] kept = members.kept();
        answer.message(kept, 0, kept.length);
        return answer.facts(Provenance.EXACT, 0);
    }
}
