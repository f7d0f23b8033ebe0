/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.examples.bench.NetBench;
import org.hrbp.examples.bench.NetBench.Net;
import org.hrbp.examples.bench.NetBench.Timed;
import org.hrbp.examples.run.Environment;
import org.hrbp.examples.run.InputShape;
import org.hrbp.examples.run.Networks;
import org.hrbp.examples.run.RunOutput;
import org.hrbp.kernel.HrbpThreads;
import org.hrbp.kernel.Kernels;
import org.hrbp.model.channel.ChannelPlan;
import org.hrbp.model.channel.NarrowModel;
import org.jspecify.annotations.Nullable;

/**
 * Times training steps of sparse nets, each in turns with the dense net on the same kernels, one pair after the other so that
 * two nets are in memory at a time. RC is measured a second time as the net that really is narrower.
 */
final class Speeds {
    /** Name of RC as a narrower net. */
    static final String NARROW = "rc-narrow";

    private static final int WARM_UP = 10;

    private final Schedule schedule;
    private final int batch;
    private final int steps;
    private final RunOutput output;
    private final List<SpeedRow> rows;
    private final Consumer<List<SpeedRow>> sink;

    /** With the rows that are there already, which are not measured again. */
    Speeds(
            Schedule schedule,
            int batch,
            int steps,
            List<SpeedRow> there,
            RunOutput output,
            Consumer<List<SpeedRow>> sink) {
        this.schedule = schedule;
        this.batch = batch;
        this.steps = steps;
        this.output = output;
        this.rows = new ArrayList<>(there);
        this.sink = sink;
    }

    /** A net of which the patterns are drawn when it is made. */
    private ComputationGraph untrained(Cell cell) {
        return Networks.init(cell.config(schedule), shape(cell), 1, List::of);
    }

    private static InputShape shape(Cell cell) {
        return InputShape.of(cell.data()).paddedFor(cell.net());
    }

    /** Measures nets as they are before training. */
    List<SpeedRow> untrained(List<Cell> cells) {
        for (Cell cell : cells) {
            measure(cell, () -> untrained(cell), false);
        }
        return List.copyOf(rows);
    }

    /** Measures nets that were trained. */
    List<SpeedRow> trained(List<Cell> cells, GridFolder folder) {
        for (Cell cell : cells) {
            if (folder.finished(cell).isPresent()) {
                measure(cell, () -> folder.run(cell).network(), true);
            }
        }
        return List.copyOf(rows);
    }

    private void measure(Cell cell, Supplier<ComputationGraph> net, boolean trained) {
        if (cell.method() == TableMethod.DENSE) {
            return;
        }
        measure(cell, cell.method().id(), net, trained);
        if (cell.method() == TableMethod.RC) {
            measure(cell, NARROW, () -> narrow(cell), false);
        }
    }

    private ComputationGraph narrow(Cell cell) {
        ComputationGraph dense = untrained(dense(cell));
        return NarrowModel.of(dense, ChannelPlan.of(dense, cell.sparsity(), cell.seed()));
    }

    private static Cell dense(Cell cell) {
        return new Cell(cell.net(), cell.data(), TableMethod.DENSE, 0, 0, "", cell.seed());
    }

    private void measure(Cell cell, String method, Supplier<ComputationGraph> net, boolean trained) {
        boolean there = rows.stream()
                .anyMatch(row -> row.net().equals(cell.net())
                        && row.method().equals(method)
                        && row.sparsity() == cell.sparsity()
                        && row.positions() == cell.positions());
        if (there) {
            return;
        }
        output.out().println("steps of " + cell.title().replace(cell.method().id(), method) + " beside dense");
        output.out().flush();
        List<Timed> both = NetBench.inTurns(
                List.of(new Net("dense", () -> untrained(dense(cell))), new Net(method, net)),
                shape(cell),
                batch,
                Math.min(WARM_UP, steps),
                steps,
                output);
        rows.add(row(cell, method, both.get(0), both.get(1), trained));
        sink.accept(List.copyOf(rows));
    }

    private SpeedRow row(Cell cell, String method, Timed dense, Timed one, boolean trained) {
        Map<String, @Nullable Object> machine = Environment.describe();
        return new SpeedRow(
                cell.net(),
                method,
                cell.sparsity(),
                cell.positions(),
                batch,
                dense.medianS(),
                one.medianS(),
                one.minS(),
                dense.medianS() / one.medianS(),
                dense.minS() / one.minS(),
                one.keptWeights(),
                dense.keptWeights(),
                one.flopsPerStep() / dense.flopsPerStep(),
                steps,
                Math.min(WARM_UP, steps),
                trained,
                Kernels.active(),
                HrbpThreads.threads(),
                String.valueOf(machine.get("java")),
                String.valueOf(machine.get("cpu")),
                Environment.commit());
    }
}
