/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.density.UniformAllocation;
import org.hrbp.examples.bench.NetBench;
import org.hrbp.examples.bench.NetBench.Net;
import org.hrbp.examples.bench.NetBench.Timed;
import org.hrbp.examples.run.Environment;
import org.hrbp.examples.run.InputShape;
import org.hrbp.examples.run.Networks;
import org.hrbp.examples.run.RunConfig;
import org.hrbp.examples.run.RunOutput;
import org.hrbp.kernel.HrbpThreads;
import org.hrbp.kernel.InputGradientForm;
import org.hrbp.kernel.Kernels;
import org.hrbp.model.channel.ChannelPlan;
import org.hrbp.model.channel.NarrowModel;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.jspecify.annotations.Nullable;

/**
 * Times training steps of sparse nets: those of one net and sparsity and the dense net on the same kernels in turns. Some methods
 * are measured in other {@linkplain SpeedVariant variants} as well: RC as the net that really is narrower, untrained Grouping with
 * either form of the input gradient, untrained HRBP with uniform densities.
 */
final class Speeds {
    private static final int WARM_UP = 10;

    private final Schedule schedule;
    private final int batch;
    private final int steps;
    private final @Nullable Path dataDir;
    private final RunOutput output;
    private final List<SpeedRow> rows;
    private final Consumer<List<SpeedRow>> sink;

    /** With the rows that are there already, which are not measured again. */
    Speeds(
            Schedule schedule,
            int batch,
            int steps,
            List<SpeedRow> there,
            @Nullable Path dataDir,
            RunOutput output,
            Consumer<List<SpeedRow>> sink) {
        this.schedule = schedule;
        this.batch = batch;
        this.steps = steps;
        this.dataDir = dataDir;
        this.output = output;
        this.rows = new ArrayList<>(there);
        this.sink = sink;
    }

    /** A net of which the patterns are drawn when it is made. */
    private ComputationGraph untrained(Cell cell) {
        return init(cell, cell.config(schedule));
    }

    private ComputationGraph init(Cell cell, RunConfig config) {
        return Networks.init(config, shape(cell), 1, List::of);
    }

    private InputShape shape(Cell cell) {
        return InputShape.of(cell.data(), dataDir).paddedFor(cell.net());
    }

    /** Measures nets as they are before training. */
    List<SpeedRow> untrained(List<Cell> cells) {
        return measure(cells, false, this::untrained);
    }

    /** Measures nets that were trained. */
    List<SpeedRow> trained(List<Cell> cells, GridFolder folder) {
        Function<Cell, ComputationGraph> nets = cell -> folder.run(cell).network();
        List<Cell> missing = cells.stream()
                .filter(cell -> entries(cell, true, nets).stream().anyMatch(entry -> !isThere(entry)))
                .toList();
        return measure(folder.trained(missing, output), true, nets);
    }

    /** A net beside the dense one. */
    private record Entry(Cell cell, String method, boolean trained, Net net) {}

    private List<SpeedRow> measure(List<Cell> cells, boolean trained, Function<Cell, ComputationGraph> nets) {
        Set<String> asked = new HashSet<>();
        Map<String, List<Entry>> groups = new LinkedHashMap<>();
        for (Cell cell : cells) {
            String group = cell.net() + " on " + cell.data() + " at " + Markdown.percent(cell.sparsity());
            for (Entry entry : entries(cell, trained, nets)) {
                if (!isThere(entry) && asked.add(row(entry))) {
                    groups.computeIfAbsent(group, name -> new ArrayList<>()).add(entry);
                }
            }
        }
        groups.forEach(this::measure);
        return List.copyOf(rows);
    }

    /** One row whatever the data set and the seed: neither changes what a step computes. */
    private static String row(Entry entry) {
        Cell cell = entry.cell();
        return cell.net() + " " + entry.method() + " " + cell.sparsity() + " " + cell.positions();
    }

    private List<Entry> entries(Cell cell, boolean trained, Function<Cell, ComputationGraph> nets) {
        if (cell.method() == TableMethod.DENSE) {
            return List.of();
        }
        String method = cell.method().id();
        Entry own = new Entry(cell, method, trained, new Net(method, () -> nets.apply(cell)));
        List<Entry> all = new ArrayList<>(List.of(own));
        for (SpeedVariant variant : SpeedVariant.values()) {
            boolean asked = variant == SpeedVariant.NARROW || (!trained && cell.positions() == 0);
            if (variant.method() == cell.method() && asked) {
                all.add(new Entry(cell, variant.id(), false, new Net(variant.id(), () -> net(variant, cell))));
            }
        }
        return all;
    }

    private ComputationGraph net(SpeedVariant variant, Cell cell) {
        return switch (variant) {
            case NARROW -> narrow(cell);
            case COL2IM -> withForm(cell, InputGradientForm.SCATTER);
            case GATHER -> withForm(cell, InputGradientForm.GATHER);
            case UNIFORM -> init(cell, cell.config(schedule, new UniformAllocation().id()));
        };
    }

    private ComputationGraph withForm(Cell cell, InputGradientForm form) {
        ComputationGraph net = untrained(cell);
        for (NamedLayer named : NamedLayer.of(net)) {
            if (NamedLayer.unwrap(named.layer()) instanceof SparseLayer layer) {
                layer.setInputGradientForm(form);
            }
        }
        return net;
    }

    /** A net that was measured before it was trained is measured again, and so is one that was measured in another way. */
    private boolean isThere(Entry entry) {
        return rows.stream()
                .anyMatch(row -> isOf(row, entry) && isMeasuredSo(row) && (row.trained() || !entry.trained()));
    }

    private boolean isMeasuredSo(SpeedRow row) {
        return row.batch() == batch
                && row.steps() >= steps
                && row.kernel().equals(Kernels.signature())
                && row.threads() == HrbpThreads.threads();
    }

    private static boolean isOf(SpeedRow row, Entry entry) {
        Cell cell = entry.cell();
        return row.net().equals(cell.net())
                && row.method().equals(entry.method())
                && row.sparsity() == cell.sparsity()
                && row.positions() == cell.positions();
    }

    private ComputationGraph narrow(Cell cell) {
        ComputationGraph dense = untrained(dense(cell));
        return NarrowModel.of(dense, ChannelPlan.of(dense, cell.sparsity(), cell.seed()));
    }

    private static Cell dense(Cell cell) {
        return new Cell(cell.net(), cell.data(), TableMethod.DENSE, 0, 0, "", cell.seed());
    }

    private void measure(String group, List<Entry> entries) {
        output.out().println("training steps of " + group + ": " + entries.size() + " nets in turns with dense");
        output.out().flush();
        Cell first = entries.get(0).cell();
        List<Net> nets = new ArrayList<>(List.of(new Net("dense", () -> untrained(dense(first)))));
        entries.forEach(entry -> nets.add(entry.net()));
        List<Timed> timed = NetBench.inTurns(nets, shape(first), batch, warmup(), steps, output);
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            rows.removeIf(row -> isOf(row, entry));
            rows.add(row(entry, timed.get(0), timed.get(i + 1)));
        }
        sink.accept(List.copyOf(rows));
    }

    private int warmup() {
        return Math.min(WARM_UP, steps);
    }

    private SpeedRow row(Entry entry, Timed dense, Timed one) {
        Map<String, @Nullable Object> machine = Environment.describe();
        Cell cell = entry.cell();
        return new SpeedRow(
                cell.net(),
                entry.method(),
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
                warmup(),
                entry.trained(),
                Kernels.signature(),
                HrbpThreads.threads(),
                String.valueOf(machine.get("java")),
                String.valueOf(machine.get("cpu")),
                Environment.commit());
    }
}
