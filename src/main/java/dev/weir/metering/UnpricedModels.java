package dev.weir.metering;

import dev.weir.messages.Usage;
import dev.weir.messages.Usage.Iteration;
import dev.weir.pricing.PriceTable;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Warns the operator of models without an entry in the price table: once for each model that an upstream has served,
 * for at most {@value #MAX_NAMES} names. Safe for any thread.
 */
final class UnpricedModels {
    static final int MAX_NAMES = 100;

    private static final Logger LOG = Logger.getLogger(UnpricedModels.class);

    private final Set<String> told = new HashSet<>();

    /** Warns of the models of a response whose price is partly guessed. */
    void warn(PricedExchange priced, PriceTable table) {
        var response = priced.exchange().response();
        var sampled = response.usage().map(Usage::iterations).stream()
                .flatMap(iterations -> iterations.stream().map(Iteration::model).flatMap(Optional::stream));
        Stream.concat(response.model().stream(), sampled)
                .filter(model -> table.entryFor(model).isEmpty())
                .map(ForeignText::modelName)
                .distinct()
                .forEach(this::warn);
    }

    /** Returns the names so far, sorted. */
    synchronized List<String> names() {
        return told.stream().sorted().toList();
    }

    private void warn(String model) {
        int number = add(model);
        if (number > 0) {
            LOG.warn("The price table has no entry for the model " + model + ": its cost is a guess by the table's"
                    + " default. Add it to weir.prices-file."
                    + (number == MAX_NAMES ? " Further models without an entry are not logged." : ""));
        }
    }

    /** Returns how many names there are with this one; 0 if it is known or one too many. */
    private synchronized int add(String model) {
        return told.size() < MAX_NAMES && told.add(model) ? told.size() : 0;
    }
}
