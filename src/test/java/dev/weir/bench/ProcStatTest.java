package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProcStatTest {
    @Test
    void sumsUserAndSystemTimeOfAProcessWhoseNameHoldsBlanksAndParentheses() {
        String line = "4711 (a (b) c) S 1 4711 4711 0 -1 4194304 1053 0 0 0 123 45 7 8 20 0 1 0 8543 9842688 1234";

        ProcStat stat = ProcStat.parse(line);

        assertThat(stat).isEqualTo(new ProcStat(1_680_000));
    }

    @Test
    void rejectsALineThatEndsTooEarly() {
        assertThatThrownBy(() -> ProcStat.parse("4711 (nginx) S 1 2 3"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: at least 15 fields");
    }

    @Test
    void knowsTheThreadsOfTheJitCompilerByTheirNames() {
        assertThat(ProcessTree.isJit("17 (C2 CompilerThre) S 1 2 3")).isTrue();
        assertThat(ProcessTree.isJit("18 (C1 CompilerThre) S 1 2 3")).isTrue();
        assertThat(ProcessTree.isJit("19 (vert.x-eventloo) S 1 2 3")).isFalse();
    }

    @Test
    void readsTheResidentMemoryOfAStatus() {
        String status = "Name:\tnginx\nVmPeak:\t   99999 kB\nVmRSS:\t   12345 kB\nRssAnon:\t 1 kB\n";

        assertThat(ProcessTree.residentKb(status)).isEqualTo(12_345);
    }

    @Test
    void countsNoMemoryForAProcessThatHasEnded() {
        assertThat(ProcessTree.residentKb("Name:\tnginx\nState:\tZ (zombie)\n")).isZero();
    }
}
