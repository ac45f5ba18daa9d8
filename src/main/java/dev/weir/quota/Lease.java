package dev.weir.quota;

/** An open reservation, settled once however the request ends. */
public sealed interface Lease permits FreeLease, OpenLease {
    /** Returns the gateway's own id. */
    String id();
}
