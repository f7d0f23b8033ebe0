/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.evolve.Unit;
import org.hrbp.nn.layers.SparseLayer;
import org.hrbp.pattern.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;

/** Decisions between rounds, with the workers' part played by the test. */
class RoundUpdatesTest {
    private static final List<String> LAYERS = List.of("conv1", "conv2", "fc");

    private static MultiLayerNetwork net(String method) {
        return DstNets.mln(DstNets.base(DataType.FLOAT, new Nesterovs(0.05, 0.9)), DstNets.sparse(method));
    }

    private static HrbpDstListenerBuilder settings(String method) {
        return HrbpDstListener.builder()
                .method(method)
                .totalSteps(20)
                .interval(4)
                .dropFraction(0.5);
    }

    private static List<Pattern> patterns(MultiLayerNetwork net) {
        return LAYERS.stream().map(name -> DstNets.layer(net, name).pattern()).toList();
    }

    private static INDArray gradients(MultiLayerNetwork net, Unit unit, DataSet batch) {
        List<INDArray> parts = new ArrayList<>();
        for (String name : LAYERS) {
            SparseLayer layer = DstNets.layer(net, name);
            layer.requestGradient(unit.candidates(layer.pattern()));
        }
        net.setInput(batch.getFeatures());
        net.setLabels(batch.getLabels());
        net.computeGradientAndScore();
        LAYERS.forEach(name ->
                parts.add(Objects.requireNonNull(DstNets.layer(net, name).takeRequestedGradient())));
        return Nd4j.concat(1, parts.toArray(INDArray[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hrbp", "rigl", "set", "dsr"})
    void decidesWhatTheListenerWouldFromTheSameGradients(String method) {
        MultiLayerNetwork alone = net(method);
        alone.setListeners(settings(method).build());
        DstNets.fit(alone, 0, 5);

        MultiLayerNetwork root = net(method);
        HrbpDstListener decider = settings(method).build();
        RoundUpdates updates = RoundUpdates.of(decider, root, 2);
        DstNets.fit(root, 0, 4);
        RoundUpdate update = Objects.requireNonNull(updates.next());
        assertThat(update.step()).isEqualTo(4);
        assertThat(update.layers()).isEqualTo(LAYERS);
        Unit unit = update.candidates();
        assertThat(unit == null).isEqualTo(method.equals("set") || method.equals("dsr"));
        update.apply(unit == null ? null : gradients(root, unit, DstNets.data(DataType.FLOAT, 4)));
        assertThat(patterns(root)).isEqualTo(patterns(alone));
        assertThat(decider.updates()).isEqualTo(1);
        assertThat(updates.next()).isNull();
    }

    @Test
    void movesWeightsAndUpdaterStateOfANetworkThatNeverTrainedItself() {
        MultiLayerNetwork trained = net("hrbp");
        DstNets.fit(trained, 0, 4);
        INDArray gradients = gradients(trained, Unit.COLUMN, DstNets.data(DataType.FLOAT, 4));
        MultiLayerNetwork root = net("hrbp");
        root.setParams(trained.params());
        root.getUpdater().setStateViewArray(root, DstNets.state(trained).dup(), false);
        root.getLayerWiseConfigurations().setIterationCount(4);
        for (MultiLayerNetwork net : List.of(trained, root)) {
            Objects.requireNonNull(
                            RoundUpdates.of(settings("hrbp").build(), net, 2).next())
                    .apply(gradients);
        }
        assertThat(root.params()).isEqualTo(trained.params());
        assertThat(DstNets.state(root)).isEqualTo(DstNets.state(trained));
        assertThat(patterns(root)).isNotEqualTo(patterns(net("hrbp")));
    }

    @Test
    void aRoundHasTheUpdateOfAnyOfItsSteps() {
        MultiLayerNetwork root = net("hrbp");
        RoundUpdates updates = RoundUpdates.of(settings("hrbp").build(), root, 3);
        assertThat(updates.next()).isNull(); // steps 0 to 2
        root.getLayerWiseConfigurations().setIterationCount(3);
        RoundUpdate update = Objects.requireNonNull(updates.next()); // 3 to 5
        assertThat(update.step()).isEqualTo(4);
        update.apply(gradients(root, Unit.COLUMN, DstNets.data(DataType.FLOAT, 1)));
        assertThat(DstNets.layer(root, "fc").patternState().lastUpdateStep()).isEqualTo(4);
        root.getLayerWiseConfigurations().setIterationCount(15);
        assertThat(updates.next()).isNull(); // the schedule has ended
    }

    @Test
    void wrongGradientsChangeNothing() {
        MultiLayerNetwork root = net("hrbp");
        RoundUpdates updates = RoundUpdates.of(settings("hrbp").build(), root, 1);
        root.getLayerWiseConfigurations().setIterationCount(4);
        INDArray good = gradients(root, Unit.COLUMN, DstNets.data(DataType.FLOAT, 1));
        INDArray before = root.params().dup();
        RoundUpdate update = Objects.requireNonNull(updates.next());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> update.apply(Nd4j.zeros(1, good.length() + 1)))
                .withMessageContaining(good.length() + " candidates");
        assertThatIllegalStateException().isThrownBy(() -> update.apply(null)).withMessageContaining("conv1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> update.apply(good.dup().putScalar(0, Double.NaN)))
                .withMessageContaining("conv1");
        assertThat(root.params()).isEqualTo(before);
        update.apply(good);
        assertThat(root.params()).isNotEqualTo(before);
    }

    @Test
    void whatCannotBeDecidedBetweenRoundsIsRefusedByName() {
        refused(settings("deepr"), 2, "\"deepr\"", "deepr");
        refused(settings("hrbp").replacesStep(true), 2, "replacesStep", "hrbp");
        refused(settings("hrbp"), 5, "every 4 steps, but a round has 5", "hrbp");
        refused(settings("rigl"), 2, "\"rigl\"", "hrbp");
    }

    private static void refused(HrbpDstListenerBuilder settings, int steps, String message, String netOf) {
        MultiLayerNetwork net = net(netOf);
        HrbpDstListener listener = settings.build();
        assertThatIllegalStateException()
                .isThrownBy(() -> RoundUpdates.of(listener, net, steps))
                .withMessageContaining(message);
    }
}
