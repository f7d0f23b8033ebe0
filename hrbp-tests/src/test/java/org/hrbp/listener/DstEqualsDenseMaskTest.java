/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import java.util.TreeSet;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.evolve.UpdateSchedule;
import org.hrbp.model.HrbpUpdater;
import org.hrbp.model.HrbpWeights;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;

/** Training with updates is, step by step, that of a dense network with masks. */
class DstEqualsDenseMaskTest {
    private static final UpdateSchedule SCHEDULE = new UpdateSchedule(3, 3, 30, 0.5, UpdateSchedule.Decay.COSINE);

    private static IUpdater updater(String name) {
        return switch (name) {
            case "adam" -> new Adam(0.01);
            case "amsgrad" -> new AMSGrad(0.01);
            default -> new Nesterovs(0.05, 0.9);
        };
    }

    private static NeuralNetConfiguration.Builder base(DataType type, String updater, String extra) {
        NeuralNetConfiguration.Builder base = DstNets.base(type, updater(updater));
        return switch (extra) {
            case "l2" -> base.l2(1e-2);
            case "decay" -> base.weightDecay(1e-2);
            case "clip" ->
                base.gradientNormalization(GradientNormalization.ClipL2PerLayer).gradientNormalizationThreshold(0.5);
            default -> base;
        };
    }

    @ParameterizedTest
    @CsvSource({
        "rigl, nesterovs, l2, DOUBLE, 33",
        "rigl, adam, clip, DOUBLE, 33",
        "rigl, amsgrad, none, DOUBLE, 12",
        "hrbp, nesterovs, clip, DOUBLE, 33",
        "hrbp, adam, decay, DOUBLE, 33",
        "hrbp, fused, l2, DOUBLE, 33",
        "hrbp, nesterovs, none, FLOAT, 12",
        "rigl, fused, l2, FLOAT, 12"
    })
    void stepByStep(String method, String updater, String extra, DataType type, int steps) {
        MultiLayerNetwork sparse = DstNets.mln(base(type, updater, extra), DstNets.sparse(method));
        MultiLayerNetwork dense = DstNets.mln(base(type, updater, extra), DstNets.stock());
        DenseMaskTwin twin = new DenseMaskTwin(sparse, dense, SCHEDULE, method.equals("hrbp"));
        if (updater.equals("fused")) {
            HrbpUpdater.attach(sparse);
        }
        HrbpDstListener listener =
                HrbpDstListener.builder().method(method).schedule(SCHEDULE).build();
        sparse.setListeners(listener);
        double tolerance = type == DataType.DOUBLE ? 1e-9 : 1e-4;
        for (int step = 0; step < steps; step++) {
            DstNets.fit(sparse, step, step + 1);
            DstNets.fit(dense, step, step + 1);
            for (int i = 0; i < 3; i++) {
                String name = sparse.getLayerNames().get(i);
                assertThat(kept(sparse, name)).as("%s, step %d", name, step).isEqualTo(twin.kept(name));
                INDArray expected = dense.getLayer(i).getParam("W");
                assertThat(HrbpWeights.dense(sparse, name)
                                .sub(expected)
                                .amaxNumber()
                                .doubleValue())
                        .as("%s, step %d", name, step)
                        .isCloseTo(0, within(tolerance));
            }
        }
        assertThat(listener.updates()).isEqualTo(SCHEDULE.updatesBefore(steps));
        assertThat(listener.grown()).isPositive();
    }

    private static Set<Integer> kept(MultiLayerNetwork net, String name) {
        Set<Integer> kept = new TreeSet<>();
        for (int place : DstNets.layer(net, name).pattern().denseIndices()) {
            kept.add(place);
        }
        return kept;
    }
}
