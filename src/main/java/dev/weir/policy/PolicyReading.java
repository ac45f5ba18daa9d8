package dev.weir.policy;

import java.util.List;

/** What came of reading a policy. */
public sealed interface PolicyReading {
    /** The policy is good. */
    record Valid(Policy policy) implements PolicyReading {}

    /**
     * The policy is refused whole.
     *
     * @param faults every fault, in the order of the file; not empty
     */
    record Invalid(List<Fault> faults) implements PolicyReading {
        public Invalid {
            faults = List.copyOf(faults);
        }
    }

    /**
     * One thing that is wrong in the policy.
     *
     * @param line from 1; 0 where the file as a whole is wrong
     * @param column from 1; 0 where the file as a whole is wrong
     * @param path as in {@code teams.search.keys[1].sha256}; empty for the file itself; single users appear by number
     * @param message what is there and what was expected; never a key, a digest or a user
     */
    record Fault(int line, int column, String path, String message) {
        @Override
        public String toString() {
            String place = line == 0 ? "" : "line " + line + ", column " + column + ": ";
            return place + (path.isEmpty() ? "" : path + ": ") + message;
        }
    }
}
