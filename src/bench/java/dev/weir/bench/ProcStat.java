package dev.weir.bench;

/**
 * What {@code /proc/<pid>/stat} tells of a process's CPU time.
 *
 * <p>Source: proc_pid_stat(5), fields 14 and 15 (utime, stime) in clock ticks, which Linux fixes at 100 a second for
 * user space (time(7), USER_HZ).
 *
 * @param cpuMicros user and system time together, in microseconds, in steps of 10,000
 */
record ProcStat(long cpuMicros) {
    private static final long MICROS_PER_TICK = 10_000;
    // Counted behind the name, which may hold blanks and parentheses
    private static final int USER = 11;
    private static final int SYSTEM = 12;

    /**
     * Reads the one line of the file.
     *
     * @throws IllegalArgumentException for any other text
     */
    static ProcStat parse(String line) {
        String[] fields = line.substring(line.lastIndexOf(')') + 1).strip().split(" ", -1);
        if (fields.length <= SYSTEM) {
            throw new IllegalArgumentException("stat: " + line + " (expected: at least 15 fields)");
        }
        return new ProcStat((Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) * MICROS_PER_TICK);
    }
}
