package dev.weir.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a text that is not blank, such as an unset variable of a script would be. */
final class NotBlank implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
        if (text.isBlank()) {
            throw new TypeConversionException("it is blank");
        }
        return text;
    }
}
