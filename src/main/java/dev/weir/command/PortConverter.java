package dev.weir.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a port, 1 to 65535. */
public final class PortConverter implements ITypeConverter<Integer> {
    private static final int HIGHEST = 65_535;

    @Override
    public Integer convert(String text) {
        return port(text, 1);
    }

    private static int port(String text, int lowest) {
        if (text.matches("\\d{1,5}")) {
            int port = Integer.parseInt(text);
            if (port >= lowest && port <= HIGHEST) {
                return port;
            }
        }
        throw new TypeConversionException(text + " (expected: " + lowest + " to " + HIGHEST + ")");
    }

    /** Reads a port, or 0 for a free one. */
    static final class OrFree implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return port(text, 0);
        }
    }
}
