package dev.weir.command;

/** The exit codes of every command. */
public final class ExitCode {
    /** All is good. */
    public static final int GOOD = 0;

    /** Faults were found, or the command could not start. */
    public static final int FAULTY = 1;

    /** The arguments were wrong. */
    public static final int WRONG_USE = 2;

    private ExitCode() {}
}
