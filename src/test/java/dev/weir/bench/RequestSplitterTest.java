package dev.weir.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestSplitterTest {
    private final List<MockResponse> requests = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final RequestSplitter splitter = new RequestSplitter(requests::add, faults::add);

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 1_500, 100_000})
    void findsTheSameRequestsInPiecesOfAnySize(int size) {
        byte[] bytes = wire(Workload.JSON_1K, Workload.SSE_BURST, Workload.JSON_300K, Workload.SSE_PACED);

        for (int start = 0; start < bytes.length; start += size) {
            splitter.accept(Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + size)));
        }

        assertThat(requests)
                .containsExactly(MockResponse.JSON, MockResponse.BURST, MockResponse.JSON, MockResponse.PACED);
        assertThat(faults).isEmpty();
    }

    @Test
    void givesUpOnARequestWithoutALength() {
        splitter.accept("POST / HTTP/1.1\r\nhost: a\r\n\r\n".getBytes(ISO_8859_1));

        assertThat(faults).hasSize(1);
    }

    @Test
    void givesUpOnABodyThatItWouldNotTake() {
        splitter.accept("POST / HTTP/1.1\r\ncontent-length: 99999999\r\n\r\n".getBytes(ISO_8859_1));

        assertThat(faults).hasSize(1);
    }

    private static byte[] wire(Workload... workloads) {
        var bytes = new ByteArrayOutputStream();
        for (Workload workload : workloads) {
            byte[] body = workload.body();
            String head = "POST /v1/messages HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length + "\r\n\r\n";
            bytes.writeBytes(head.getBytes(ISO_8859_1));
            bytes.writeBytes(body);
        }
        return bytes.toByteArray();
    }
}
