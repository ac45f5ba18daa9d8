package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ToolPairingTest {
    private static final String CALL =
            "{'role':'assistant','content':[{'type':'tool_use','id':'a'},{'type':'tool_use','id':'b'}]}";

    @Test
    void acceptsResultsInAnyOrderAndOverSeveralMessages() {
        Optional<ApiError> fault = fault(CALL + "," + user("b") + ",{'role':'system','content':'be kind'}," + user("a")
                + ",{'role':'assistant','content':'done'},{'role':'user','content':'go on'}");

        assertThat(fault).isEmpty();
    }

    @Test
    void requiresAResultForEveryToolCall() {
        String message = "messages.0: `tool_use` ids were found without `tool_result` blocks immediately after: b. Each"
                + " `tool_use` block must have a corresponding `tool_result` block in the next message.";

        Optional<ApiError> atTheEnd = fault(CALL + "," + user("a"));
        Optional<ApiError> before = fault(CALL + "," + user("a") + ",{'role':'assistant','content':'x'}," + user("b"));

        assertThat(atTheEnd).contains(ApiError.invalid(message));
        assertThat(before).contains(ApiError.invalid(message));
    }

    @Test
    void requiresAToolCallForEveryResult() {
        Optional<ApiError> fault = fault("{'role':'user','content':'hi'}," + user("c"));

        assertThat(fault)
                .contains(
                        ApiError.invalid("messages.1.content.0: unexpected `tool_use_id` found in `tool_result` blocks:"
                                + " c. Each `tool_result` block must have a corresponding `tool_use` block in "
                                + "the previous message."));
    }

    private static String user(String id) {
        return "{'role':'user','content':[{'type':'tool_result','tool_use_id':'" + id + "'}]}";
    }

    private static Optional<ApiError> fault(String messages) {
        return ToolPairing.firstFault(
                Json.read(("[" + messages + "]").replace('\'', '"')).orElseThrow());
    }
}
