package dev.weir.messages;

import com.fasterxml.jackson.core.JsonToken;

/** The kind of a member's JSON value. */
enum JsonKind {
    ABSENT,
    NULL,
    BOOLEAN,
    NUMBER,
    TEXT,
    LIST,
    OBJECT;

    /** Returns the kind of the value that begins with a token. */
    static JsonKind of(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> OBJECT;
            case START_ARRAY -> LIST;
            case VALUE_STRING -> TEXT;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> NUMBER;
            case VALUE_TRUE, VALUE_FALSE -> BOOLEAN;
            default -> NULL;
        };
    }

    /** Returns whether there is a value other than null. */
    boolean isPresent() {
        return this != ABSENT && this != NULL;
    }
}
