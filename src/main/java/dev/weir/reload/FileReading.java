package dev.weir.reload;

import java.util.List;

/** The result of reading the content of a watched file. */
public sealed interface FileReading<T> {
    /** The content is valid and may come into force. */
    record Valid<T>(T value) implements FileReading<T> {}

    /**
     * The content is rejected as a whole.
     *
     * @param faults every fault, one line each: where it is and what was expected; never a credential
     */
    record Invalid<T>(List<String> faults) implements FileReading<T> {
        public Invalid {
            faults = List.copyOf(faults);
        }
    }
}
