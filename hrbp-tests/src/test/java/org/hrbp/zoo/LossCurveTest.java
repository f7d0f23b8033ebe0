/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.density.LayerPlan;
import org.hrbp.model.HrbpWeights;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * A net of this library loses what the same net of DL4J's own layers loses, step by step, in FLOAT. The twin of a sparse net
 * is dense with the sparse net's weights, and its mask is applied again after every step. Rates are low: one value that falls on
 * the other side of a ReLU by a rounding costs 1e-4 at most then, and at ten times the rate more than the tolerance.
 */
class LossCurveTest {
    private static final int STEPS = 20;
    private static final int CLASSES = 4;

    private static <B extends ZooBuilder<B>> B with(B net, int size, double rate) {
        return net.classes(CLASSES).input(size, size, 3).updater(new Nesterovs(rate, 0.9));
    }

    static Stream<Arguments> nets() {
        return Stream.of(
                Arguments.of(
                        "ResNet-20",
                        with(ResNetCifar.builder().depth(20), 8, 0.003).structure("dense"),
                        17),
                Arguments.of("VGG-like", with(SmallCnn.builder(), 8, 0.005).structure("dense"), 16),
                Arguments.of(
                        "ResNet-20, HRBP",
                        with(ResNetCifar.builder().depth(20), 8, 0.003).sparsity(0.8),
                        16),
                Arguments.of(
                        "VGG-like, unstructured",
                        with(SmallCnn.builder(), 8, 0.005).sparsity(0.9).structure("unstructured"),
                        5));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nets")
    void equalsStockLayers(String name, ZooBuilder<?> net, int batch) {
        ZooNet built = net.build();
        ComputationGraph ours = built.init();
        List<String> sparse = built.plan().layers().stream()
                .map(LayerPlan::name)
                .filter(layer -> !layer.equals("classifier"))
                .toList();
        ComputationGraph stock = net.structure("dense").stock(true).build().init();
        stock.paramTable().forEach((key, parameter) -> {
            String layer = key.substring(0, key.lastIndexOf('_'));
            boolean packed = key.endsWith("_W") && sparse.contains(layer);
            parameter.assign(packed ? HrbpWeights.dense(ours, layer) : ours.getParam(key));
        });
        List<INDArray> masks =
                sparse.stream().map(layer -> HrbpWeights.mask(ours, layer)).toList();
        List<DataSet> batches = List.of(data(batch, net, 1), data(batch, net, 2));
        List<Double> curve = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            ours.fit(batches.get(step % 2));
            stock.fit(batches.get(step % 2));
            for (int i = 0; i < sparse.size(); i++) {
                stock.getParam(sparse.get(i) + "_W").muli(masks.get(i));
            }
            assertThat(ours.score()).as("step %d of %s", step, name).isCloseTo(stock.score(), within(1e-3));
            curve.add(ours.score());
        }
        assertThat(curve.get(STEPS - 1)).as("it learns: %s", curve).isLessThan(0.9 * curve.get(0));
    }

    private static DataSet data(int count, ZooBuilder<?> net, long seed) {
        return new DataSet(
                ZooData.images(count, net.channels, net.height, seed), ZooData.labels(net.dataType, count, CLASSES));
    }
}
