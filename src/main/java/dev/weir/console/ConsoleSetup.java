package dev.weir.console;

import dev.weir.console.view.ConsoleSources;
import dev.weir.reload.SecretValue;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the console is made of.
 *
 * @param isEnabled whether there is one
 * @param password the one in force; absent: none is asked for
 * @param managementHost where the management port listens
 */
public record ConsoleSetup(
        boolean isEnabled, Supplier<Optional<SecretValue>> password, String managementHost, ConsoleSources sources) {}
