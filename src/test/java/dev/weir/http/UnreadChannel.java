package dev.weir.http;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;

/** A connection whose client reads nothing until the test says so. */
final class UnreadChannel extends EmbeddedChannel {
    private boolean reads = true;

    UnreadChannel(ChannelHandler... handlers) {
        super(handlers);
    }

    void stopReading() {
        reads = false;
    }

    void readOn() {
        reads = true;
        unsafe().flush();
        runPendingTasks();
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) throws Exception {
        if (reads) {
            super.doWrite(in);
        }
    }
}
