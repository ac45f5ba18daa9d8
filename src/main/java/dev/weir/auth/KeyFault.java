package dev.weir.auth;

import java.util.Locale;

/** Why a request has no valid key. */
public enum KeyFault {
    /** It carries none. */
    NONE_SENT,
    /** No team has the key. */
    UNKNOWN,
    /** The key's last day is over. */
    EXPIRED,
    /** It carries two keys that differ. */
    TWO_KEYS,
    /** The header has another scheme than Bearer. */
    OTHER_SCHEME;

    /** Returns its name in logs. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
