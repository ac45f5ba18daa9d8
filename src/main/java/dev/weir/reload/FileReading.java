package dev.weir.reload;

import java.util.List;

/** What came of reading the content of a followed file. */
public sealed interface FileReading<T> {
    /** The content is good and may come into force. */
    record Good<T>(T value) implements FileReading<T> {}

    /**
     * The content is refused whole.
     *
     * @param faults every fault, each a line of text that says where, what was expected and never shows a credential
     */
    record Bad<T>(List<String> faults) implements FileReading<T> {
        public Bad {
            faults = List.copyOf(faults);
        }
    }
}
