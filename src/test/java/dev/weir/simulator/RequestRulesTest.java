package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.RequestRules.PromptOperation;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RequestRulesTest {
    private static final String ASK = "'messages':[{'role':'user','content':'hi'}]";
    private static final String GOOD = "{'model':'claude-opus-4-6','max_tokens':10," + ASK + "}";

    @Test
    void acceptsWhatClaudeCodeSends() {
        String body = """
                {"model":"claude-opus-5-5","max_tokens":128000,"stream":true,"thinking":{"type":"adaptive"},
                 "system":[{"type":"text","text":"x"}],"metadata":{"user_id":"{}"},"context_management":{"edits":[]},
                 "output_config":{"effort":"high"},"tools":[{"name":"Bash","input_schema":{}}],
                 "messages":[{"role":"user","content":"hi"},{"role":"system","content":"be kind"}]}""";

        Optional<ApiError> fault = new RequestRules(ApiVersion.V2023_06_01, true, PromptOperation.CREATE)
                .firstFault(Json.read(body).orElseThrow());

        assertThat(fault).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'max_tokens':1,ASK} | model: Field required",
                "{'model':'claude-x',ASK} | max_tokens: Field required",
                "{'model':'claude-x','max_tokens':1} | messages: Field required",
                "{'model':7,'max_tokens':1,ASK} | model: Input should be a valid string",
                "{'model':'','max_tokens':1,ASK} | model: String should have at least 1 character",
                "{'model':'claude-x','max_tokens':'1',ASK} | max_tokens: Input should be a valid integer",
                "{'model':'claude-x','max_tokens':-1,ASK} | max_tokens: Input should be greater than or equal to 0",
                "{'model':'claude-x','max_tokens':128001,ASK} | max_tokens: 128001 > 128000, which is the maximum"
                        + " allowed number of output tokens for claude-x",
                "{'model':'claude-x','max_tokens':0,'stream':true,ASK} | max_tokens: 0 is not supported with `stream`,"
                        + " a forced `tool_choice` or `output_config.format`",
                "{'model':'claude-x','max_tokens':1,'stream':1,ASK} | stream: Input should be a valid boolean",
                "{'model':'claude-x','max_tokens':1,'tools':1,ASK} | tools: Input should be a valid list",
                "{'model':'claude-x','max_tokens':1,'foo':1,ASK} | foo: Extra inputs are not permitted",
                "{'model':'claude-x','max_tokens':1,'tags':{},ASK} | tags: Extra inputs are not permitted",
                "{'model':'claude-x','max_tokens':1,'metadata':{'user_id':7},ASK} | metadata.user_id: Input should be a"
                        + " valid string",
                "{'model':'claude-x','max_tokens':1,'messages':[]} | messages: at least one message is required",
                "{'model':'claude-x','max_tokens':1,'messages':[{'content':'a'}]} | messages.0.role: Field required",
                "{'model':'claude-x','max_tokens':1,'messages':[{'role':'user'}]} | messages.0.content: Field required",
                "{'model':'claude-x','max_tokens':1,'messages':[{'role':'me','content':'a'}]} | messages.0.role: Input"
                        + " should be 'user', 'assistant' or 'system'",
                "{'model':'claude-x','max_tokens':1,'messages':[{'role':'user','content':''}]} | messages.0: "
                        + "all messages must have non-empty content except for the optional final assistant message",
                "{'model':'claude-x','max_tokens':1,'messages':[{'role':'user','content':[{}]}]} |"
                        + " messages.0.content.0.type: Field required",
                "{'model':'claude-x','max_tokens':1,'messages':[{'role':'user','content':[{'type':'text','text':''}]}]}"
                        + " | messages: text content blocks must be non-empty",
                "{'model':'claude-opus-4-6','max_tokens':1,'messages':[{'role':'assistant','content':'a'}]} | "
                        + "This model"
                        + " does not support assistant message prefill. The conversation must end with a user message.",
                "{'model':'claude-opus-4-7','max_tokens':1,'temperature':0.5,ASK} | `temperature` is deprecated "
                        + "for this model.",
                "{'model':'claude-opus-5','max_tokens':1,'top_p':0.5,ASK} | `top_p` is deprecated for this model.",
                "{'model':'claude-haiku-5-5','max_tokens':1,'top_k':5,ASK} | `top_k` is deprecated for this model.",
                "{'model':'claude-opus-4-6','max_tokens':1,'thinking':{'type':'enabled','budget_tokens':5},ASK} |"
                        + " thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
            })
    void rejectsWithTheMessagesOfTheApi(String body, String message) {
        assertThat(fault(ApiVersion.V2023_06_01, PromptOperation.CREATE, body)).contains(ApiError.invalid(message));
    }

    @ParameterizedTest
    @CsvSource({"temperature,1.0", "top_p,1.0", "top_k,5"})
    void rejectsSamplingParametersOnTheNewVersionEvenAtTheirDefaults(String field, String value) {
        String body = GOOD.replace("{'model'", "{'" + field + "':" + value + ",'model'");

        Optional<ApiError> before = fault(ApiVersion.V2023_06_01, PromptOperation.CREATE, body);
        Optional<ApiError> now = fault(ApiVersion.V2026_10_21, PromptOperation.CREATE, body);

        assertThat(before).isEmpty();
        assertThat(now).contains(ApiError.invalid(field + ": Extra inputs are not permitted"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "user | {'type':'text','text':'a','citations':[{}]} | messages.0.content.0.text.citations: "
                        + "citations are not permitted in `user` messages",
                "assistant | {'type':'document','source':{}} | messages.0.content.0: `document` blocks are not "
                        + "permitted in `assistant` messages",
            })
    void rejectsContentThatTheNewVersionRemoved(String role, String block, String message) {
        String body = GOOD.replace(
                ASK,
                "'messages':[{'role':'" + role + "','content':[" + block + "]},{'role':'user','content':'go on'}]");

        Optional<ApiError> before = fault(ApiVersion.V2023_06_01, PromptOperation.CREATE, body);
        Optional<ApiError> now = fault(ApiVersion.V2026_10_21, PromptOperation.CREATE, body);

        assertThat(before).isEmpty();
        assertThat(now).contains(ApiError.invalid(message));
    }

    @ParameterizedTest
    @CsvSource({"claude-not-found", "gpt-5", "claude-"})
    void rejectsUnknownModels(String model) {
        Optional<ApiError> fault =
                fault(ApiVersion.V2023_06_01, PromptOperation.CREATE, GOOD.replace("claude-opus-4-6", model));

        assertThat(fault).contains(ApiError.notFound("model: " + model));
    }

    @ParameterizedTest
    @CsvSource({"max_tokens,10", "stream,false", "metadata,{}"})
    void rejectsFieldsOfCreateWhenCounting(String field, String value) {
        String body = "{'model':'claude-x','" + field + "':" + value + "," + ASK + "}";

        assertThat(fault(ApiVersion.V2023_06_01, PromptOperation.COUNT_TOKENS, body))
                .contains(ApiError.invalid(field + ": Extra inputs are not permitted"));
    }

    @Test
    void acceptsAtMostFourBreakpoints() {
        String block = "{'type':'text','text':'a','cache_control':{'type':'ephemeral'}}";
        String four = GOOD.replace("'hi'", "[" + String.join(",", Collections.nCopies(4, block)) + "]");

        Optional<ApiError> first = fault(ApiVersion.V2023_06_01, PromptOperation.CREATE, four);
        Optional<ApiError> second = fault(
                ApiVersion.V2023_06_01,
                PromptOperation.CREATE,
                four.replace("{'model'", "{'cache_control':{'type':'ephemeral'},'model'"));

        assertThat(first).isEmpty();
        assertThat(second)
                .contains(ApiError.invalid("A maximum of 4 blocks with cache_control may be provided. Found 5."));
    }

    private static Optional<ApiError> fault(ApiVersion version, PromptOperation operation, String body) {
        String json = body.replace("ASK", ASK).replace('\'', '"');
        return new RequestRules(version, false, operation)
                .firstFault(Json.read(json).orElseThrow());
    }
}
