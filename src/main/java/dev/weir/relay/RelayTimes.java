package dev.weir.relay;

/**
 * The times of the relay, in nanoseconds.
 *
 * @param comment silence inside a stream after which a comment is sent
 * @param readOn how long the response is read for its usage after the client has left
 * @param idle silence of the upstream
 * @param total from the headers of the response to its end
 * @param clientStall how long the client may not read
 */
record RelayTimes(long comment, long readOn, long idle, long total, long clientStall) {}
