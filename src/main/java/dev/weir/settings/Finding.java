package dev.weir.settings;

import java.io.PrintStream;
import java.util.List;

/**
 * Something that the operator should know before Weir serves; it never holds a credential.
 *
 * @param subject the setting or file that it is about
 * @param problem what is wrong with it
 * @param remedy what to do about it
 */
public record Finding(Severity severity, String subject, String problem, String remedy) {
    /** How grave a finding is. */
    public enum Severity {
        /** Weir does not start with it, or could not do its work. */
        FAULT,
        /** Weir starts and works all the same. */
        WARNING
    }

    /** Returns a finding of severity {@link Severity#FAULT}. */
    public static Finding fault(String subject, String problem, String remedy) {
        return new Finding(Severity.FAULT, subject, problem, remedy);
    }

    /** Returns a finding of severity {@link Severity#WARNING}. */
    public static Finding warning(String subject, String problem, String remedy) {
        return new Finding(Severity.WARNING, subject, problem, remedy);
    }

    /** Returns the faults among findings, in their order. */
    public static List<Finding> faults(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.severity() == Severity.FAULT)
                .toList();
    }

    /** Prints a finding as two lines: what is wrong, and what to do. */
    public void print(PrintStream stream) {
        String label = severity == Severity.FAULT ? "FAULT   " : "WARNING ";
        stream.println(label + subject + ": " + problem);
        stream.println("        " + remedy);
    }
}
