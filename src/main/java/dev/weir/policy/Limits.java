package dev.weir.policy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The limits of one level, each kind absent where unlimited.
 *
 * @param all what limits all requests, in the order in which the policy writes it; each kind at most once
 * @param perModel what also limits the requests for some models
 * @param perSession what also limits each session of a user; empty for a team
 */
public record Limits(List<Limit> all, List<ModelLimits> perModel, List<Limit> perSession) {
    /** No limits at all. */
    public static final Limits NONE = new Limits(List.of());

    public Limits {
        all = List.copyOf(all);
        perModel = List.copyOf(perModel);
        perSession = List.copyOf(perSession);
    }

    /** Makes limits of all requests alike. */
    public Limits(List<Limit> all) {
        this(all, List.of(), List.of());
    }

    /** Returns whether nothing is limited. */
    public boolean isEmpty() {
        return all.isEmpty() && perModel.isEmpty() && perSession.isEmpty();
    }

    /** Returns the limit of a kind on all requests; absent where unlimited. */
    public Optional<Limit> of(LimitKind kind) {
        return all.stream().filter(limit -> limit.kind() == kind).findFirst();
    }

    /** Returns whether messages are limited; limits of models and sessions are of messages only. */
    public boolean areOfMessages() {
        for (Limit limit : all) {
            if (limit.kind() != LimitKind.COUNT_TOKENS_PER_MINUTE) {
                return true;
            }
        }
        return !perModel.isEmpty() || !perSession.isEmpty();
    }

    /** Returns every limit of the level, those of models and sessions too. */
    public Stream<Limit> everyLimit() {
        return Stream.of(all.stream(), perModel.stream().flatMap(entry -> entry.limits().stream()), perSession.stream())
                .flatMap(limits -> limits);
    }

    /** Returns the names of all budgets that have thresholds: every one but those of sessions. */
    public Stream<String> budgetNames(LimitLevel level) {
        Stream<String> ofAll = budgets(all).map(LimitScope.of(level)::nameOf);
        Stream<String> ofModels = perModel.stream()
                .flatMap(entry -> budgets(entry.limits()).map(LimitScope.ofModels(level, entry.name())::nameOf));
        return Stream.concat(ofAll, ofModels);
    }

    private static Stream<Limit> budgets(List<Limit> limits) {
        return limits.stream().filter(limit -> limit.kind().isBudget());
    }
}
