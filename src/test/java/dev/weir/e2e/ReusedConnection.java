package dev.weir.e2e;

/** A client that keeps its connection, and takes another where a response was cut. */
final class ReusedConnection implements AutoCloseable {
    private final int port;
    private RawClient client;

    ReusedConnection(int port) {
        this.port = port;
        this.client = new RawClient(port);
    }

    ReceivedResponse ask(RawRequest asked) {
        ReceivedResponse answer = client.ask(asked);
        if (!answer.whole() || answer.header("connection").isPresent()) {
            client.close();
            client = new RawClient(port);
        }
        return answer;
    }

    @Override
    public void close() {
        client.close();
    }
}
