package dev.weir.command;

import java.io.PrintStream;
import java.util.List;

/**
 * Something that the operator should know before Weir serves; it never holds a credential.
 *
 * @param subject the setting or file that it is about
 * @param problem what is wrong with it
 * @param remedy what to do about it
 */
public record Finding(Level level, String subject, String problem, String remedy) {
    /** How grave a finding is. */
    public enum Level {
        /** Weir does not start with it. */
        FAULT,
        /** Weir starts all the same. */
        WARNING
    }

    /** Returns a finding with which Weir does not start. */
    public static Finding fault(String subject, String problem, String remedy) {
        return new Finding(Level.FAULT, subject, problem, remedy);
    }

    /** Returns a finding with which Weir starts all the same. */
    public static Finding warning(String subject, String problem, String remedy) {
        return new Finding(Level.WARNING, subject, problem, remedy);
    }

    /** Counts the faults among findings. */
    public static long faults(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.level() == Level.FAULT)
                .count();
    }

    /** Prints a finding as two lines: what is wrong, and what to do. */
    public void print(PrintStream stream) {
        String label = level == Level.FAULT ? "FAULT   " : "WARNING ";
        stream.println(label + subject + ": " + problem);
        stream.println("        " + remedy);
    }
}
