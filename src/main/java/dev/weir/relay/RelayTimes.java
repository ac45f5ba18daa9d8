package dev.weir.relay;

/**
 * How long the relay waits for what, in nanoseconds.
 *
 * @param comment silence inside a stream until the client is shown that the connection lives
 * @param readOn for the usage, once the client has left
 * @param idle silence of the upstream
 * @param total from the head of the response to its end
 * @param clientStall the client does not read
 */
record RelayTimes(long comment, long readOn, long idle, long total, long clientStall) {}
