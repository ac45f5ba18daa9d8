package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.Feature;
import dev.weir.messages.InputSize;
import dev.weir.messages.MessageRequest;
import dev.weir.messages.MessageRequest.Fallbacks;
import dev.weir.messages.ModelPattern;
import dev.weir.policy.Permission.Forbidden;
import dev.weir.policy.Permission.Permitted;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlanTest {
    private static final String ASK = ". Change the request, or ask whoever runs this gateway";
    private static final Fallbacks NO_FALLBACKS = new Fallbacks.Models(List.of());

    @Test
    void permitsEverythingThatItSaysNothingAbout() {
        Plan plan = Plan.unlimited("open");

        Permission permission =
                plan.permit(request("anything", new Fallbacks.UpstreamsChoice(), Set.of(Feature.FALLBACKS)));

        assertThat(permission).isEqualTo(new Permitted());
        assertThat(plan.permits("anything")).isTrue();
    }

    @Test
    void permitsWhatOneOfItsPatternsAllows() {
        Plan plan = plan(List.of("claude-haiku-*", "claude-opus-5"));

        Permission permission =
                plan.permit(request("claude-opus-5", new Fallbacks.Models(List.of("claude-haiku-4-5")), Set.of()));

        assertThat(permission).isEqualTo(new Permitted());
        assertThat(plan.permits("claude-haiku-4-5")).isTrue();
        assertThat(plan.permits("claude-opus-5-5")).isFalse();
    }

    @Test
    void forbidsAModelWithoutRepeatingIt() {
        Permission permission =
                plan(List.of("claude-haiku-*", "claude-opus-5")).permit(request("secret", NO_FALLBACKS, Set.of()));

        assertThat(permission)
                .isEqualTo(new Forbidden(
                        "model: not allowed on plan developer (allowed: claude-haiku-*, claude-opus-5)" + ASK));
    }

    @Test
    void forbidsAFallbackAsItForbidsAModel() {
        Permission permission = plan(List.of("claude-*"))
                .permit(request(
                        "claude-opus-5",
                        new Fallbacks.Models(List.of("claude-haiku-4-5", "secret")),
                        Set.of(Feature.FALLBACKS)));

        assertThat(permission)
                .isEqualTo(
                        new Forbidden("fallbacks[1].model: not allowed on plan developer (allowed: claude-*)" + ASK));
    }

    @Test
    void forbidsTheUpstreamsChoiceWhereModelsAreListed() {
        Permission permission = plan(List.of("*")).permit(request("m", new Fallbacks.UpstreamsChoice(), Set.of()));

        assertThat(permission)
                .isEqualTo(new Forbidden("fallbacks: \"default\" is not allowed on plan developer, as nobody knows"
                        + " which models it names; list them" + ASK));
    }

    @ParameterizedTest
    @EnumSource(Feature.class)
    void forbidsAFeatureThatItDenies(Feature feature) {
        Plan plan = plan(Optional.empty(), Set.of(feature));

        Permission denied = plan.permit(request("m", NO_FALLBACKS, Set.of(feature)));

        assertThat(denied)
                .isInstanceOfSatisfying(
                        Forbidden.class,
                        forbidden -> assertThat(forbidden.message())
                                .matches("[a-z_]+: plan developer denies " + feature.policyName() + "\\. .*"));
        assertThat(plan(Optional.empty(), Set.of()).permit(request("m", NO_FALLBACKS, Set.of(feature))))
                .isEqualTo(new Permitted());
    }

    @Test
    void namesEverythingThatItForbidsAtOnce() {
        Plan plan = plan(Optional.of(List.of(new ModelPattern("a"))), Set.of(Feature.SPEED, Feature.CONTAINER));

        Permission permission = plan.permit(
                request("b", new Fallbacks.Models(List.of("c", "d")), Set.of(Feature.CONTAINER, Feature.SPEED)));

        assertThat(permission)
                .isEqualTo(new Forbidden("model: not allowed on plan developer (allowed: a);"
                        + " fallbacks[0].model: not allowed on plan developer (allowed: a);"
                        + " speed: plan developer denies speed; container: plan developer denies container" + ASK));
    }

    @Test
    void deniesTheBillingPolicyByDefault() {
        Permission permission = Plan.unlimited("open").permit(request("m", NO_FALLBACKS, Set.of(Feature.values())));

        assertThat(permission).isEqualTo(new Forbidden("billing_policy: plan open denies billing-policy" + ASK));
    }

    @Test
    void showsOnlySomeOfManyPatterns() {
        Plan plan = plan(IntStream.range(0, 21).mapToObj(i -> "m" + i).toList());

        Permission permission = plan.permit(request("x", NO_FALLBACKS, Set.of()));

        assertThat(permission)
                .isInstanceOfSatisfying(
                        Forbidden.class,
                        forbidden -> assertThat(forbidden.message()).endsWith("m18, m19, …)" + ASK));
        assertThat(plan(IntStream.range(0, 20).mapToObj(i -> "m" + i).toList())
                        .permit(request("x", NO_FALLBACKS, Set.of())))
                .isInstanceOfSatisfying(
                        Forbidden.class,
                        forbidden -> assertThat(forbidden.message()).endsWith("m18, m19)" + ASK));
        assertThat(plan(List.of()).permit(request("x", NO_FALLBACKS, Set.of())))
                .isEqualTo(new Forbidden("model: not allowed on plan developer (allowed: none)" + ASK));
    }

    private static Plan plan(List<String> models) {
        return plan(Optional.of(models.stream().map(ModelPattern::new).toList()), Set.of());
    }

    private static Plan plan(Optional<List<ModelPattern>> models, Set<Feature> denied) {
        return new Plan(
                "developer", models, denied, Limits.NONE, Limits.NONE, Plan.BudgetHold.EXPECTED, Plan.Mode.ENFORCE);
    }

    private static MessageRequest request(String model, Fallbacks fallbacks, Set<Feature> features) {
        return new MessageRequest(
                model, false, OptionalLong.of(1), Optional.empty(), fallbacks, features, InputSize.NONE);
    }
}
