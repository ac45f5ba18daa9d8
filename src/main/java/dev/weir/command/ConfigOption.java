package dev.weir.command;

import dev.weir.settings.SettingsLocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --config} of every command that reads settings. */
final class ConfigOption {
    @Option(
            names = "--config",
            paramLabel = "<dir>",
            description =
                    "Directory that stands in for ./config: application.yaml, policy, prices and .env are read there.")
    Optional<Path> directory = Optional.empty();

    @Spec(Spec.Target.MIXEE)
    CommandSpec command = CommandSpec.create();

    /**
     * Returns where settings come from.
     *
     * @throws ParameterException where the option names no directory of settings
     */
    SettingsLocation location(CommandContext context) {
        Optional<Path> chosen = directory.map(context.directory()::resolve).map(Path::normalize);
        chosen.filter(path -> !Files.isDirectory(path)).ifPresent(path -> {
            throw new ParameterException(command.commandLine(), "--config: " + path + " is not a directory");
        });
        chosen.filter(path -> Files.exists(path.resolve("config/application.yaml")))
                .ifPresent(path -> {
                    throw new ParameterException(
                            command.commandLine(),
                            "--config: name the directory that holds application.yaml (" + path.resolve("config")
                                    + ")");
                });
        return new SettingsLocation(context.environment(), context.directory(), chosen);
    }
}
