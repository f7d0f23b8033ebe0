/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.hrbp.examples.run.RunOutput;
import org.hrbp.kernel.ConvKernels;
import org.hrbp.kernel.InputGradientForm;
import org.hrbp.kernel.Kernels;
import org.hrbp.kernel.MachineCeilings;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Single passes of single layers: every shape that a network has, all variants in turns. The input gradient of blocks that are no
 * products is measured in the form that layers take and in either form.
 */
public final class LayerBench {
    private final BenchConfig config;
    private final List<Pass> passes;
    private final BenchMachine machine = BenchMachine.here();
    private final MachineCeilings ceilings;
    private final List<LayerRow> rows = new ArrayList<>();

    private LayerBench(BenchConfig config, List<Pass> passes) {
        this.config = config;
        this.passes = passes;
        ceilings = MachineCeilings.measure();
    }

    /**
     * Measures.
     *
     * @param config what to measure, checked
     * @param output where to say how it goes
     * @param sink gets all rows so far after each shape
     * @return the rows: by shape in forward order, then by variant, then by pass
     * @throws org.hrbp.examples.run.RefusedException if a network cannot be made so
     * @throws org.hrbp.examples.run.StoppedException if the user stopped it
     */
    public static List<LayerRow> run(BenchConfig config, RunOutput output, Consumer<List<LayerRow>> sink) {
        return run(config, List.of(Pass.values()), output, sink);
    }

    /**
     * Measures the forward pass alone.
     *
     * @param config what to measure, checked
     * @param output where to say how it goes
     * @return the rows: by shape in forward order, then by variant
     * @throws org.hrbp.examples.run.RefusedException if a network cannot be made so
     * @throws org.hrbp.examples.run.StoppedException if the user stopped it
     */
    public static List<LayerRow> forward(BenchConfig config, RunOutput output) {
        return run(config, List.of(Pass.FORWARD), output, rows -> {});
    }

    private static List<LayerRow> run(
            BenchConfig config, List<Pass> passes, RunOutput output, Consumer<List<LayerRow>> sink) {
        List<Map<LayerShape, LayerShape.Layers>> nets = config.variants().stream()
                .map(variant -> LayerShape.of(
                        BenchNets.ours(config, variant),
                        BenchNets.shape(config.net()).inputType(),
                        config.batch()))
                .toList();
        LayerBench bench = new LayerBench(config, passes);
        Stoppable.run(output, bench.rows, stop -> {
            Rounds rounds = new Rounds(config.warmup(), config.steps(), output, stop);
            Set<LayerShape> shapes = new LinkedHashSet<>();
            nets.forEach(net -> shapes.addAll(net.keySet()));
            for (LayerShape shape : shapes) {
                rounds.run(bench.contestants(shape, nets))
                        .forEach(timed -> bench.rows.add(LayerRow.of(
                                config, timed.contestant(), timed.seconds(), bench.ceilings, bench.machine)));
                sink.accept(List.copyOf(bench.rows));
            }
        });
        return List.copyOf(bench.rows);
    }

    private List<LayerContestant> contestants(LayerShape shape, List<Map<LayerShape, LayerShape.Layers>> nets) {
        List<LayerContestant> all = new ArrayList<>();
        LayerMemory memory = null;
        for (int i = 0; i < nets.size(); i++) {
            LayerShape.Layers layers = nets.get(i).get(shape);
            if (layers == null) {
                continue; // a classifier is on our kernels only where it is sparse
            }
            int kept = layers.plan().pattern().keptCount();
            memory = memory == null
                    ? LayerMemory.of(layers.plan(), config.seed())
                    : memory.withWeights(kept, config.seed());
            ConvKernels kernels = Kernels.of(DataType.FLOAT).prepare(layers.plan());
            for (Pass pass : passes) {
                LayerContestant one = LayerContestant.of(config.variants().get(i), layers, pass, kernels, memory);
                all.add(one);
                if (pass == Pass.INPUT_GRADIENT
                        && layers.plan().pattern().blocks().stream().anyMatch(InputGradientForm.SCATTER::scatters)) {
                    all.add(one.in(InputGradientForm.SCATTER));
                    all.add(one.in(InputGradientForm.GATHER));
                }
            }
        }
        return all;
    }
}
