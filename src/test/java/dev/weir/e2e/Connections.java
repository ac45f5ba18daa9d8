package dev.weir.e2e;

/** A client that keeps its connection, and takes another where an answer was cut. */
final class Connections implements AutoCloseable {
    private final int port;
    private Client client;

    Connections(int port) {
        this.port = port;
        this.client = new Client(port);
    }

    Answer ask(Asked asked) {
        Answer answer = client.ask(asked);
        if (!answer.whole() || answer.header("connection").isPresent()) {
            client.close();
            client = new Client(port);
        }
        return answer;
    }

    @Override
    public void close() {
        client.close();
    }
}
