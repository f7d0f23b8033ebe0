/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.hrbp.evolve.DstMethods;
import org.hrbp.examples.run.RunOutput;

/** What the topology updates of dynamic sparse training cost. */
public final class UpdateBench {
    private UpdateBench() {}

    /**
     * Measures, method by method: static patterns, the listener between updates and an update in every step, in turns.
     *
     * @param config what to measure, checked; its structures do not matter and its first sparsity counts
     * @param methods ids of {@link DstMethods#ids()}
     * @param output where to say how it goes
     * @param sink gets all rows so far after each new one
     * @return a row for each method
     * @throws org.hrbp.examples.run.RefusedException if a network cannot be made so
     * @throws org.hrbp.examples.run.StoppedException if the user stopped it
     */
    public static List<UpdateRow> run(
            BenchConfig config, List<String> methods, RunOutput output, Consumer<List<UpdateRow>> sink) {
        BenchMachine machine = BenchMachine.here();
        List<UpdateRow> rows = new ArrayList<>();
        Stoppable.run(output, rows, stop -> {
            for (String dst : methods) {
                String structure = DstMethods.byId(dst).unit().structureId();
                List<Rounds.Timed<UpdateContestant>> timed = new Rounds(config.warmup(), config.steps(), output, stop)
                        .run(UpdateContestant.of(config, structure, dst));
                rows.add(UpdateRow.of(config, dst, structure, timed.get(0), timed.get(1), timed.get(2), machine));
                sink.accept(List.copyOf(rows));
            }
        });
        return List.copyOf(rows);
    }
}
