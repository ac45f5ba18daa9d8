package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.Feature;
import dev.weir.messages.InputSize;
import dev.weir.messages.MessageRequest;
import dev.weir.messages.MessageRequest.Fallbacks;
import dev.weir.messages.ModelPattern;
import dev.weir.policy.Authorization.Authorized;
import dev.weir.policy.Authorization.Forbidden;
import dev.weir.policy.Authorization.ForbiddenPart;
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
    private static final String ASK_FOR_MODEL =
            ". Choose another model (GET /v1/models lists those allowed; Claude Code"
                    + " has /model, ANTHROPIC_MODEL and ANTHROPIC_DEFAULT_*_MODEL), or ask whoever runs this gateway";
    private static final Fallbacks NO_FALLBACKS = new Fallbacks.Models(List.of());

    @Test
    void authorizesEveryModelWhereThePlanListsNone() {
        Plan plan = Plan.unlimited("open");

        Authorization authorization =
                plan.authorize(request("anything", new Fallbacks.UpstreamsChoice(), Set.of(Feature.FALLBACKS)));

        assertThat(authorization).isEqualTo(new Authorized(plan));
        assertThat(plan.permits("anything")).isTrue();
    }

    @Test
    void authorizesModelsThatMatchAPattern() {
        Plan plan = plan(List.of("claude-haiku-*", "claude-opus-5"));

        Authorization authorization =
                plan.authorize(request("claude-opus-5", new Fallbacks.Models(List.of("claude-haiku-4-5")), Set.of()));

        assertThat(authorization).isEqualTo(new Authorized(plan));
        assertThat(plan.permits("claude-haiku-4-5")).isTrue();
        assertThat(plan.permits("claude-opus-5-5")).isFalse();
    }

    @Test
    void forbidsAModelOutsideThePlanWithoutRepeatingItsName() {
        Authorization authorization =
                plan(List.of("claude-haiku-*", "claude-opus-5")).authorize(request("secret", NO_FALLBACKS, Set.of()));

        assertThat(authorization)
                .isEqualTo(new Forbidden(
                        ForbiddenPart.REQUEST,
                        "model: not allowed on plan developer (allowed: claude-haiku-*, claude-opus-5)"
                                + ASK_FOR_MODEL));
    }

    @Test
    void forbidsAFallbackOutsideThePlan() {
        Authorization authorization = plan(List.of("claude-*"))
                .authorize(request(
                        "claude-opus-5",
                        new Fallbacks.Models(List.of("claude-haiku-4-5", "secret")),
                        Set.of(Feature.FALLBACKS)));

        assertThat(authorization)
                .isEqualTo(new Forbidden(
                        ForbiddenPart.REQUEST,
                        "fallbacks[1].model: not allowed on plan developer (allowed: claude-*)" + ASK));
    }

    @Test
    void forbidsDefaultFallbacksWhereModelsAreListed() {
        Authorization authorization =
                plan(List.of("*")).authorize(request("m", new Fallbacks.UpstreamsChoice(), Set.of()));

        assertThat(authorization)
                .isEqualTo(new Forbidden(
                        ForbiddenPart.REQUEST,
                        "fallbacks: \"default\" is not allowed on plan developer, because it does"
                                + " not name its models; list them" + ASK));
    }

    @ParameterizedTest
    @EnumSource(Feature.class)
    void forbidsEachDeniedFeature(Feature feature) {
        Plan plan = plan(Optional.empty(), Set.of(feature));

        Authorization denied = plan.authorize(request("m", NO_FALLBACKS, Set.of(feature)));

        assertThat(denied)
                .isInstanceOfSatisfying(
                        Forbidden.class,
                        forbidden -> assertThat(forbidden.message())
                                .matches("[a-z_]+: plan developer denies " + feature.policyName() + "\\. .*"));
        assertThat(plan(Optional.empty(), Set.of()).authorize(request("m", NO_FALLBACKS, Set.of(feature))))
                .isInstanceOf(Authorized.class);
    }

    @Test
    void namesEveryForbiddenFieldAtOnce() {
        Plan plan = plan(Optional.of(List.of(new ModelPattern("a"))), Set.of(Feature.SPEED, Feature.CONTAINER));

        Authorization authorization = plan.authorize(
                request("b", new Fallbacks.Models(List.of("c", "d")), Set.of(Feature.CONTAINER, Feature.SPEED)));

        assertThat(authorization)
                .isEqualTo(new Forbidden(
                        ForbiddenPart.REQUEST,
                        "model: not allowed on plan developer (allowed: a);"
                                + " fallbacks[0].model: not allowed on plan developer (allowed: a);"
                                + " speed: plan developer denies speed; container: plan developer denies container"
                                + ASK_FOR_MODEL));
    }

    @Test
    void forbidsTheBillingPolicyByDefault() {
        Authorization authorization =
                Plan.unlimited("open").authorize(request("m", NO_FALLBACKS, Set.of(Feature.values())));

        assertThat(authorization)
                .isEqualTo(
                        new Forbidden(ForbiddenPart.REQUEST, "billing_policy: plan open denies billing-policy" + ASK));
    }

    @Test
    void showsAtMost20PatternsInTheMessage() {
        Plan plan = plan(IntStream.range(0, 21).mapToObj(i -> "m" + i).toList());

        Authorization authorization = plan.authorize(request("x", NO_FALLBACKS, Set.of()));

        assertThat(authorization)
                .isInstanceOfSatisfying(
                        Forbidden.class,
                        forbidden -> assertThat(forbidden.message()).endsWith("m18, m19, …)" + ASK_FOR_MODEL));
        assertThat(plan(IntStream.range(0, 20).mapToObj(i -> "m" + i).toList())
                        .authorize(request("x", NO_FALLBACKS, Set.of())))
                .isInstanceOfSatisfying(
                        Forbidden.class,
                        forbidden -> assertThat(forbidden.message()).endsWith("m18, m19)" + ASK_FOR_MODEL));
        assertThat(plan(List.of()).authorize(request("x", NO_FALLBACKS, Set.of())))
                .isEqualTo(new Forbidden(
                        ForbiddenPart.REQUEST, "model: not allowed on plan developer (allowed: none)" + ASK_FOR_MODEL));
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
                model, false, OptionalLong.of(1), Optional.empty(), fallbacks, features, InputSize.NONE, false);
    }
}
