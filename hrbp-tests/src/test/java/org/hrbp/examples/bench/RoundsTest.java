/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.hrbp.examples.run.RunException;
import org.hrbp.examples.run.RunOutput;
import org.hrbp.examples.run.StopSignal;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private final List<String> order = new ArrayList<>();
    private final StringWriter remarks = new StringWriter();

    /** Says when it has its turn; its steps take 1, 2, 3, ... seconds. */
    private final class Recorder implements Contestant {
        private final String name;
        private final boolean optional;
        private final boolean able;
        private int steps;

        Recorder(String name, boolean optional, boolean able) {
            this.name = name;
            this.optional = optional;
            this.able = able;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean optional() {
            return optional;
        }

        @Override
        public void warmUp() {
            if (!able) {
                throw new RunException("cannot");
            }
            order.add(name + " warms up");
        }

        @Override
        public void settle() {
            order.add(name + " settles");
        }

        @Override
        public double step() {
            order.add(name);
            return ++steps;
        }
    }

    private List<Rounds.Timed<Contestant>> run(int warmup, int steps, Contestant... contestants) {
        PrintWriter err = new PrintWriter(remarks, true);
        try (StopSignal stop = new StopSignal()) {
            return new Rounds(warmup, steps, new RunOutput(err, err, false), stop).run(List.of(contestants));
        }
    }

    @Test
    void takesTurnsAfterEachIsWarm() {
        List<Rounds.Timed<Contestant>> timed =
                run(2, 3, new Recorder("a", false, true), new Recorder("b", false, true));
        assertThat(order)
                .startsWith("a warms up", "a warms up", "b warms up", "b warms up", "a settles", "a", "b settles", "b")
                .endsWith("a settles", "a", "b settles", "b")
                .hasSize(4 + 3 * 4);
        assertThat(timed).extracting(one -> one.contestant().name()).containsExactly("a", "b");
        assertThat(timed).allSatisfy(one -> assertThat(one.seconds()).containsExactly(1.0, 2.0, 3.0));
    }

    @Test
    void goesOnWithoutAnOptionalOneThatCannotRun() {
        List<Rounds.Timed<Contestant>> timed =
                run(0, 2, new Recorder("a", true, false), new Recorder("b", false, true));
        assertThat(timed).extracting(one -> one.contestant().name()).containsExactly("b");
        assertThat(order).containsExactly("b settles", "b", "b settles", "b");
        assertThat(remarks.toString().strip()).isEqualTo("hrbp: without a: cannot");
    }

    @Test
    void failsWithAnyOtherThatCannotRun() {
        Contestant unable = new Recorder("a", false, false);
        assertThatThrownBy(() -> run(1, 1, unable))
                .isInstanceOf(RunException.class)
                .hasMessage("cannot");
    }
}
