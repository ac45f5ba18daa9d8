package dev.weir.quota;

/** A reservation that is open: it is settled once, whatever happens to the request. */
public sealed interface Lease permits FreeLease, OpenLease {
    /** Returns the gateway's own id. */
    String id();
}
