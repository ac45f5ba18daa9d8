package dev.weir.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LeaseIdsTest {
    @Test
    void areShortDifferentAndOfLettersThatKeysMayHold() {
        List<String> ids = Stream.generate(new LeaseIds()).limit(1000).toList();

        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[A-Za-z0-9_-]{22}"));
    }
}
