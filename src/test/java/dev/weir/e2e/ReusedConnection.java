package dev.weir.e2e;

/** A client that keeps its connection, and takes another where a response was cut. */
final class ReusedConnection implements AutoCloseable {
    private final int port;
    private RawClient client;

    ReusedConnection(int port) {
        this.port = port;
        this.client = new RawClient(port);
    }

    ReceivedResponse exchange(RawRequest request) {
        ReceivedResponse response = client.exchange(request);
        if (!response.whole() || response.header("connection").isPresent()) {
            client.close();
            client = new RawClient(port);
        }
        return response;
    }

    @Override
    public void close() {
        client.close();
    }
}
