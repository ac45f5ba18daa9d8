package dev.weir.pricing;

import java.util.List;
import java.util.Map;

/** A value of a YAML file, with the line on which it stands. */
sealed interface YamlNode {
    /** Returns the line on which the value begins, counted from 1. */
    int line();

    /** Says in a word or two what stands there. */
    String shown();

    /** Keys with their values, in the file's order. */
    record Mapping(int line, Map<String, YamlNode> values) implements YamlNode {
        @Override
        public String shown() {
            return "a mapping";
        }
    }

    /** A list. */
    record Sequence(int line, List<YamlNode> values) implements YamlNode {
        @Override
        public String shown() {
            return "a list";
        }
    }

    /** A number. */
    record Numeral(int line, String text) implements YamlNode {
        @Override
        public String shown() {
            return text;
        }
    }

    /** A text, a date or a truth value. */
    record Text(int line, String text) implements YamlNode {
        @Override
        public String shown() {
            return '"' + text + '"';
        }
    }

    /** A key without a value. */
    record Nothing(int line) implements YamlNode {
        @Override
        public String shown() {
            return "nothing";
        }
    }
}
