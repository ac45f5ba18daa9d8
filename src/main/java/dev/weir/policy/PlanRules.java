package dev.weir.policy;

import dev.weir.messages.Feature;
import dev.weir.messages.MessageRequest;
import dev.weir.messages.MessageRequest.Fallbacks;
import dev.weir.messages.ModelPattern;
import dev.weir.policy.Authorization.ForbiddenPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Authorizes requests by a plan; messages contain no character of what the client sent. */
record PlanRules(Plan plan) {
    private static final int PATTERNS_SHOWN = 20;
    private static final String ASK = ". Change the request, or ask whoever runs this gateway";

    /** A hint that Claude Code shows to its user. Source: Claude Code, model configuration. */
    private static final String ASK_FOR_MODEL =
            ". Choose another model (GET /v1/models lists those allowed; Claude Code"
                    + " has /model, ANTHROPIC_MODEL and ANTHROPIC_DEFAULT_*_MODEL), or ask whoever runs this gateway";

    Authorization authorize(MessageRequest request) {
        List<String> faults = new ArrayList<>();
        boolean isModel = plan.permits(request.model());
        if (!isModel) {
            faults.add("model: not allowed on plan " + plan.name() + allowed());
        }
        faultOf(request.fallbacks()).ifPresent(faults::add);
        request.features().stream()
                .sorted()
                .filter(plan.deniedFeatures()::contains)
                .map(this::denied)
                .forEach(faults::add);
        return faults.isEmpty()
                ? new Authorization.Authorized(plan)
                : new Authorization.Forbidden(
                        ForbiddenPart.REQUEST, String.join("; ", faults) + (isModel ? ASK : ASK_FOR_MODEL));
    }

    private Optional<String> faultOf(Fallbacks fallbacks) {
        return switch (fallbacks) {
            case Fallbacks.Models(List<String> models) -> firstForbidden(models);
            case Fallbacks.UpstreamsChoice() ->
                plan.models()
                        .map(_ -> "fallbacks: \"default\" is not allowed on plan " + plan.name()
                                + ", because it does not name its models; list them");
        };
    }

    private Optional<String> firstForbidden(List<String> models) {
        for (int i = 0; i < models.size(); i++) {
            if (!plan.permits(models.get(i))) {
                return Optional.of("fallbacks[" + i + "].model: not allowed on plan " + plan.name() + allowed());
            }
        }
        return Optional.empty();
    }

    private String denied(Feature feature) {
        return fieldOf(feature) + ": plan " + plan.name() + " denies " + feature.policyName();
    }

    private String allowed() {
        List<ModelPattern> patterns = plan.models().orElse(List.of());
        if (patterns.isEmpty()) {
            return " (allowed: none)";
        }
        return patterns.stream()
                .limit(PATTERNS_SHOWN)
                .map(ModelPattern::text)
                .collect(Collectors.joining(", ", " (allowed: ", patterns.size() > PATTERNS_SHOWN ? ", …)" : ")"));
    }

    /** Returns the field of the request that holds the feature. Source: Messages API, create a message. */
    private static String fieldOf(Feature feature) {
        return switch (feature) {
            case MCP_SERVERS -> "mcp_servers";
            case SERVER_TOOLS -> "tools";
            case FALLBACKS -> "fallbacks";
            case SPEED -> "speed";
            case INFERENCE_GEO -> "inference_geo";
            case SERVICE_TIER -> "service_tier";
            case CONTAINER -> "container";
            case FILE_SOURCES, URL_SOURCES -> "messages";
            case BILLING_POLICY -> "billing_policy";
        };
    }
}
