package dev.weir.console.recent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.metering.Outcome;
import dev.weir.metering.RecordedExchange;
import dev.weir.metering.UsageRecord;
import dev.weir.pricing.Cost;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentExchangesTest {
    private final RecentExchanges recent = new RecentExchanges();

    @Test
    void keepsTheLastThousandTheNewestFirst() {
        IntStream.range(0, 1_234).forEach(at -> recent.add(exchange("id-" + at, 200, Outcome.COMPLETED)));

        List<RecordedExchange> all = recent.find(_ -> true);

        assertThat(all).hasSize(1_000);
        assertThat(all.getFirst().requestId()).isEqualTo("id-1233");
        assertThat(all.getLast().requestId()).isEqualTo("id-234");
        assertThat(recent.find("id-233")).isEmpty();
        assertThat(recent.find("id-234")).isPresent();
    }

    @Test
    void filtersByOutcomeAndStatus() {
        recent.add(exchange("good", 200, Outcome.COMPLETED));
        recent.add(exchange("limited", 429, Outcome.QUOTA_REFUSED));
        recent.add(exchange("invalid", 400, Outcome.INVALID));

        assertThat(ids(new ExchangeFilter(Optional.empty(), Optional.empty(), Optional.of("4xx"))))
                .containsExactly("invalid", "limited");
        assertThat(ids(new ExchangeFilter(Optional.empty(), Optional.empty(), Optional.of("429"))))
                .containsExactly("limited");
        assertThat(ids(new ExchangeFilter(Optional.of("none"), Optional.of("completed"), Optional.empty())))
                .containsExactly("good");
        assertThat(ids(new ExchangeFilter(Optional.of("other"), Optional.empty(), Optional.empty())))
                .isEmpty();
    }

    @Test
    void losesNoneThatManyThreadsAdd() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(4);
        for (int thread = 0; thread < 4; thread++) {
            String prefix = "thread-" + thread + "-";
            Thread.ofPlatform().start(() -> {
                IntStream.range(0, 250).forEach(at -> recent.add(exchange(prefix + at, 200, Outcome.COMPLETED)));
                done.countDown();
            });
        }
        done.await();

        assertThat(recent.find(_ -> true))
                .extracting(RecordedExchange::requestId)
                .hasSize(1_000)
                .doesNotHaveDuplicates();
    }

    private List<String> ids(ExchangeFilter filter) {
        return recent.find(filter).stream().map(RecordedExchange::requestId).toList();
    }

    private static RecordedExchange exchange(String id, int status, Outcome outcome) {
        return new RecordedExchange(
                id,
                Optional.empty(),
                "messages",
                Optional.empty(),
                false,
                status,
                outcome,
                Optional.empty(),
                false,
                true,
                Cost.NONE,
                new UsageRecord.Sizes(0, 0),
                UsageRecord.Sent.NONE,
                new UsageRecord.Timings(Instant.EPOCH, 1, OptionalLong.empty(), Map.of()));
    }
}
