package dev.weir.tracing;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;

/**
 * Every name that others have chosen, in one place.
 *
 * <p>Source: OpenTelemetry semantic conventions for generative AI, in their own repository, first release: spans and
 * metrics of inference, where the input tokens include those of the cache. HTTP and errors: the general conventions.
 */
final class GenAiNames {
    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
    static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("gen_ai.provider.name");
    static final AttributeKey<String> REQUEST_MODEL = AttributeKey.stringKey("gen_ai.request.model");
    static final AttributeKey<String> RESPONSE_MODEL = AttributeKey.stringKey("gen_ai.response.model");
    static final AttributeKey<String> RESPONSE_ID = AttributeKey.stringKey("gen_ai.response.id");
    static final AttributeKey<List<String>> FINISH_REASONS =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");
    static final AttributeKey<Long> INPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.input_tokens");
    static final AttributeKey<Long> OUTPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.output_tokens");
    static final AttributeKey<Long> CACHE_READ_TOKENS = AttributeKey.longKey("gen_ai.usage.cache_read.input_tokens");
    static final AttributeKey<Long> CACHE_WRITE_TOKENS = AttributeKey.longKey("gen_ai.usage.cache_write.input_tokens");
    static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    /** Of which kind tokens are; required at counters of tokens. */
    static final AttributeKey<String> MODALITY = AttributeKey.stringKey("gen_ai.token.modality");

    /** The modality where the provider does not tell kinds apart. */
    static final String UNKNOWN_MODALITY = "unknown";

    static final String METRIC_DURATION = "gen_ai.client.inference.duration";
    static final String METRIC_FIRST_CHUNK = "gen_ai.client.inference.time_to_first_chunk";
    static final String METRIC_INPUT = "gen_ai.client.inference.usage.input_tokens";
    static final String METRIC_OUTPUT = "gen_ai.client.inference.usage.output_tokens";
    static final String METRIC_CACHE_READ = "gen_ai.client.inference.usage.cache_read.input_tokens";
    static final String METRIC_CACHE_WRITE = "gen_ai.client.inference.usage.cache_write.input_tokens";

    /** The units of the metrics, as UCUM writes them. */
    static final String SECONDS = "s";

    static final String TOKENS = "{token}";

    /** The operation of {@code POST /v1/messages}, and how its span's name begins. */
    static final String CHAT = "chat";

    static final String ANTHROPIC = "anthropic";

    private GenAiNames() {}
}
