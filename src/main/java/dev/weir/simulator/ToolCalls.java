package dev.weir.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tools that a message calls: those that {@code tool_choice} forces, else those of the script, else those of the
 * markers {@code [[tool:Name {…}]]} in the last user message. A message that contains a tool's result gets a
 * text, unless {@code tool_choice} forces a tool.
 */
final class ToolCalls {
    private static final String OPENING = "[[tool:";
    private static final String CLOSING = "]]";

    private ToolCalls() {}

    /** The tool calls, in their order; empty for a text. */
    static List<Wanted> of(SimulatedRequest request) {
        JsonNode choice = request.body().path("tool_choice");
        JsonNode input = request.script()
                .find(Scenario.Input.class)
                .map(Scenario.Input::json)
                .orElseGet(Json::object);
        return switch (choice.path("type").asText()) {
            case "tool" -> List.of(new Wanted(choice.path("name").asText(), input));
            case "any" -> List.of(new Wanted(first(request), input));
            case "none" -> List.of();
            default -> request.bringsToolResult() ? List.of() : chosen(request, input);
        };
    }

    private static List<Wanted> chosen(SimulatedRequest request, JsonNode input) {
        Optional<String> scripted = request.script().find(Scenario.Tool.class).map(Scenario.Tool::name);
        if (scripted.isPresent()) {
            return List.of(new Wanted(scripted.filter(name -> !name.isEmpty()).orElseGet(() -> first(request)), input));
        }
        boolean stopped = request.script()
                .find(Scenario.Stop.class)
                .filter(stop -> stop.reason().equals("tool_use"))
                .isPresent();
        return stopped ? List.of(new Wanted(first(request), input)) : marked(request);
    }

    private static String first(SimulatedRequest request) {
        return request.firstTool().orElse("Bash");
    }

    private static List<Wanted> marked(SimulatedRequest request) {
        List<String> tools = request.tools();
        List<Wanted> wanted = new ArrayList<>();
        if (!tools.isEmpty()) {
            request.lastUserTexts().forEach(text -> addMarked(text, tools, wanted));
        }
        return wanted;
    }

    private static void addMarked(String text, List<String> tools, List<Wanted> wanted) {
        int opening = text.indexOf(OPENING);
        while (opening >= 0) {
            int from = opening + OPENING.length();
            int closing = text.indexOf(CLOSING, from);
            while (closing >= 0) {
                Optional<Wanted> marker = marker(text.substring(from, closing));
                if (marker.isPresent()) {
                    marker.filter(one -> tools.contains(one.name())).ifPresent(wanted::add);
                    from = closing;
                    break;
                }
                closing = text.indexOf(CLOSING, closing + 1);
            }
            opening = text.indexOf(OPENING, from);
        }
    }

    /** The name and the arguments of a marker; empty where the arguments are not a whole JSON object. */
    private static Optional<Wanted> marker(String inside) {
        int space = inside.indexOf(' ');
        if (space < 0) {
            return Optional.of(new Wanted(inside.strip(), Json.object()));
        }
        return Json.read(inside.substring(space))
                .filter(JsonNode::isObject)
                .map(input -> new Wanted(inside.substring(0, space), input));
    }

    /** A tool to be called with these arguments. */
    record Wanted(String name, JsonNode input) {}
}
