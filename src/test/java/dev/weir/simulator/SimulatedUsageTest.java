package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SimulatedUsageTest {
    private static final SimulatedUsage USAGE = new SimulatedUsage(1, 20, 300, 4000, 50000);

    @Test
    void doesNotLimitWhatIsReadFromTheCache() {
        assertThat(USAGE.limitedInput()).isEqualTo(321);
    }

    @Test
    void splitsTheWritesOnlyInTheMessage() {
        assertThat(USAGE.full(1).toString())
                .isEqualTo("{\"input_tokens\":1,\"cache_creation_input_tokens\":320,"
                        + "\"cache_read_input_tokens\":4000,\"output_tokens\":1,\"cache_creation\":"
                        + "{\"ephemeral_5m_input_tokens\":20,\"ephemeral_1h_input_tokens\":300},"
                        + "\"service_tier\":\"standard\",\"inference_geo\":\"global\"}");
        assertThat(USAGE.counts(50000).toString())
                .isEqualTo("{\"input_tokens\":1,\"cache_creation_input_tokens\":320,"
                        + "\"cache_read_input_tokens\":4000,\"output_tokens\":50000}");
    }
}
