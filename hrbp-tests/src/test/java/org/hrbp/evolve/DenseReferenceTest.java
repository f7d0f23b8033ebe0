/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several steps of each method beside {@link DenseReference}: the same masks, weights and threshold after each. */
class DenseReferenceTest {
    private static final int STEPS = 12;

    @ParameterizedTest
    @CsvSource({
        "hrbp, false", "hrbp, true", "hrbp-positions, false", "hrbp-positions, true", "rigl, false", "rigl, true",
        "set, false", "set, true", "deepr, false", "deepr, true", "dsr, false", "dsr, true",
    })
    void decidesAsTheDenseReference(String id, boolean ties) {
        DstMethod method = id.equals("hrbp-positions") ? DstMethods.hrbpPositions() : DstMethods.byId(id);
        int moved = 0;
        for (long seed = 0; seed < 6; seed++) {
            Random random = new Random(seed);
            // the scale lets DSR's threshold pass through all its ranges
            DoubleSupplier numbers = ties ? TestLayer.ties(random) : () -> 0.01 * random.nextGaussian();
            List<TestLayer> net = net(method.unit().structureId(), method.keepsLayerCounts() ? 0 : 400);
            DenseReference reference = new DenseReference(seed, 0, 0.3);
            for (int step = 1; step <= STEPS; step++) {
                double fraction = 0.5 / step;
                net.forEach(layer -> layer.fill(numbers));
                List<DenseReference.Layer> dense =
                        net.stream().map(DenseReference.Layer::new).toList();
                List<float[]> gradients =
                        net.stream().map(l -> TestLayer.dense(l.state, numbers)).toList();
                double threshold = reference.threshold;
                reference = new DenseReference(seed, step, fraction);
                reference.threshold = threshold;
                reference.update(id, dense, gradients);
                moved += update(method, net, gradients, step, fraction, seed);
                compare(net, dense, reference, method);
            }
        }
        assertThat(moved).isGreaterThan(100);
    }

    private static List<TestLayer> net(String structure, int spare) {
        List<TestLayer> net = new ArrayList<>();
        net.add(TestLayer.of("first", structure, 10, 12, 3, 0.2));
        net.add(TestLayer.of("second", structure, 7, 9, 1, 0.3));
        net.add(TestLayer.of("third", structure, 1, 20, 2, 0.4));
        for (TestLayer layer : net) {
            layer.weights = new float[layer.weights.length + spare];
            layer.momentum = new float[layer.weights.length];
        }
        return net;
    }

    private static int update(
            DstMethod method, List<TestLayer> net, List<float[]> gradients, long step, double fraction, long seed) {
        List<LayerTopology> layers = IntStream.range(0, net.size())
                .mapToObj(i -> net.get(i).topology(method, gradients.get(i)))
                .toList();
        List<TopologyUpdate> updates = method.plan(layers, step, fraction, seed);
        for (int i = 0; i < net.size(); i++) {
            net.get(i).apply(updates.get(i));
        }
        return updates.stream().mapToInt(TopologyUpdate::grown).sum();
    }

    private static void compare(
            List<TestLayer> net, List<DenseReference.Layer> dense, DenseReference reference, DstMethod method) {
        for (int i = 0; i < net.size(); i++) {
            DenseReference.Layer expected = dense.get(i);
            TestLayer layer = net.get(i);
            assertThat(layer.state.pattern().toMask()).isEqualTo(expected.mask);
            double[] weights = layer.denseWeights();
            for (int j = 0; j < weights.length; j++) {
                assertThat(weights[j]).isEqualTo(expected.mask[j] ? expected.weights[j] : 0);
            }
            if (!method.keepsLayerCounts()) {
                assertThat(layer.state.scalar()).isEqualTo((float) reference.threshold);
            }
        }
    }
}
