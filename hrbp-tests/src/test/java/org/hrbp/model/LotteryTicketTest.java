/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class LotteryTicketTest {
    /** 600 + 900 weights that can be pruned and 300 of DL4J's output layer, which cannot. */
    private static final int WEIGHTS = 1800;

    private static final int OUTPUT_WEIGHTS = 300;
    private static final int ROWS = 30;
    private static final List<String> PRUNED = List.of("fc1", "fc2");

    private static DenseLayer dense(String name, int nIn) {
        return new DenseLayer.Builder().name(name).nIn(nIn).nOut(ROWS).build();
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder().name("out").nIn(ROWS).nOut(10).build();
    }

    private static MultiLayerNetwork mlp() {
        MultiLayerNetwork net = new MultiLayerNetwork(StockNets.base(DataType.FLOAT, StockNets.sgd())
                .list()
                .layer(dense("fc1", 20))
                .layer(dense("fc2", ROWS))
                .layer(output())
                .build());
        net.init();
        return net;
    }

    private static ComputationGraph graph() {
        ComputationGraph net = new ComputationGraph(StockNets.base(DataType.FLOAT, StockNets.sgd())
                .graphBuilder()
                .addInputs("in")
                .addLayer("fc1", dense("fc1", 20), "in")
                .addLayer("fc2", dense("fc2", ROWS), "fc1")
                .addLayer("out", output(), "fc2")
                .setOutputs("out")
                .build());
        net.init();
        return net;
    }

    private static Model next(Model trained, Model rewound, double sparsity) {
        return trained instanceof ComputationGraph graph
                ? LotteryTicket.next(graph, (ComputationGraph) rewound, sparsity)
                : LotteryTicket.next((MultiLayerNetwork) trained, (MultiLayerNetwork) rewound, sparsity);
    }

    /** Every row keeps its place in "row, channel" order: the weights of {@code layer} that exist, by index. */
    private static Map<Integer, Float> weights(Model sparse, String layer) {
        INDArray mask = HrbpWeights.mask(sparse, layer);
        INDArray dense = HrbpWeights.dense(sparse, layer);
        Map<Integer, Float> weights = new LinkedHashMap<>();
        float[] kept = mask.dup('c').data().asFloat();
        float[] values = dense.dup('c').data().asFloat();
        for (int i = 0; i < kept.length; i++) {
            if (kept[i] != 0) {
                weights.put(i, Math.abs(values[i]));
            }
        }
        return weights;
    }

    private record Weight(String layer, int index, float magnitude) {}

    /** The largest of the whole network after the best {@code ROWS} of each layer. */
    private static Map<String, Set<Integer>> largest(Model trained, double sparsity) {
        Map<String, Set<Integer>> kept = new LinkedHashMap<>();
        List<Weight> rest = new ArrayList<>();
        int left = (int) Math.floor((1 - sparsity) * WEIGHTS + 1e-6) - OUTPUT_WEIGHTS;
        for (String layer : PRUNED) {
            List<Weight> all = new ArrayList<>();
            weights(trained, layer).forEach((index, magnitude) -> all.add(new Weight(layer, index, magnitude)));
            all.sort(Comparator.comparingDouble(Weight::magnitude).reversed());
            TreeSet<Integer> best = new TreeSet<>();
            all.subList(0, ROWS).forEach(weight -> best.add(weight.index()));
            kept.put(layer, best);
            rest.addAll(all.subList(ROWS, all.size()));
            left -= ROWS;
        }
        rest.sort(Comparator.comparingDouble(Weight::magnitude).reversed());
        rest.subList(0, left)
                .forEach(weight ->
                        Objects.requireNonNull(kept.get(weight.layer())).add(weight.index()));
        return kept;
    }

    private static void allRounds(Model rewound) {
        Model trained = SparsifyTest.sparsify(
                rewound, SparsifySpec.builder().sparsity(0).build());
        Model whole = SparsifyTest.sparsify(
                rewound, SparsifySpec.builder().sparsity(0).build());
        DataSet data = new DataSet(
                Nd4j.rand(DataType.FLOAT, 8, 20),
                Nd4j.eye(10).castTo(DataType.FLOAT).get(org.nd4j.linalg.indexing.NDArrayIndex.interval(0, 8)));
        List<Double> sparsities = LotteryTicket.sparsities(0.75, 0.2);
        assertThat(sparsities).hasSize(7);
        for (double sparsity : sparsities) {
            StockNets.fit(trained, data);
            Map<String, Set<Integer>> expected = largest(trained, sparsity);
            Model ticket = next(trained, rewound, sparsity);
            for (String layer : PRUNED) {
                assertThat(weights(ticket, layer).keySet()).as(layer).isEqualTo(expected.get(layer));
                INDArray masked = HrbpWeights.dense(whole, layer).mul(HrbpWeights.mask(ticket, layer));
                assertThat(HrbpWeights.dense(ticket, layer)).as(layer).isEqualTo(masked);
            }
            trained = ticket;
        }
        assertThat(HrbpSummary.of(trained).density()).isEqualTo(0.25);
    }

    @Test
    void everyRoundOfANetworkKeepsTheLargest() {
        Nd4j.getRandom().setSeed(5);
        allRounds(mlp());
    }

    @Test
    void everyRoundOfAGraphKeepsTheLargest() {
        Nd4j.getRandom().setSeed(5);
        allRounds(graph());
    }

    @Test
    void numbersOfRounds() {
        assertThat(LotteryTicket.sparsities(0.9, 0.2)).hasSize(11).isSorted().endsWith(0.9);
        assertThat(LotteryTicket.sparsities(0.95, 0.2)).hasSize(14).isSorted().endsWith(0.95);
        assertThat(LotteryTicket.sparsities(0, 0.2)).isEmpty();
    }

    @Test
    void badInputIsRefused() {
        assertThatThrownBy(() -> LotteryTicket.sparsities(1, 0.2)).hasMessageContaining("Sparsity 1.0");
        assertThatThrownBy(() -> LotteryTicket.sparsities(0.9, 0)).hasMessageContaining("rate 0.0");
        assertThatThrownBy(() -> LotteryTicket.sparsities(0.9, Double.NaN)).hasMessageContaining("rate NaN");
        MultiLayerNetwork net = mlp();
        assertThatThrownBy(() -> LotteryTicket.next(net, net, 0.5)).hasMessageContaining("no sparse layer");
        MultiLayerNetwork half = Hrbp.sparsify(
                net,
                SparsifySpec.builder().structure("unstructured").sparsity(0.5).build());
        assertThatThrownBy(() -> LotteryTicket.next(half, net, 0.4))
                .hasMessageContainingAll("Sparsity 0.4 is below", "0.5");
    }
}
