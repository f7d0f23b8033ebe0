/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.evolve.DstMethods;
import org.hrbp.evolve.TopologyUpdate;
import org.hrbp.evolve.UpdateSchedule;
import org.hrbp.model.HrbpSameDiff;
import org.hrbp.nn.params.UpdaterState;
import org.hrbp.samediff.HrbpOps;
import org.hrbp.samediff.SameDiffDstListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;

/** The SameDiff listener makes the DL4J listener's updates: same net, same data, same patterns, weights and updater state. */
class SameDiffDstTest {
    private static final int STEPS = 13;
    private static final UpdateSchedule SCHEDULE = new UpdateSchedule(3, 3, 12, 0.4, UpdateSchedule.Decay.COSINE);

    private static MultiLayerNetwork network(String method, IUpdater updater) {
        return DstNets.mln(DstNets.base(DataType.DOUBLE, updater).l2(1e-3), DstNets.sparse(method));
    }

    private static SameDiff twin(MultiLayerNetwork network, IUpdater updater) {
        SameDiff sd = HrbpSameDiff.from(network);
        sd.setTrainingConfig(TrainingConfig.builder()
                .updater(updater)
                .dataSetFeatureMapping(HrbpSameDiff.INPUT)
                .dataSetLabelMapping("out-labels")
                .build());
        return sd;
    }

    private static void fit(SameDiff sd, int from, int to) {
        for (int step = from; step < to; step++) {
            sd.fit(DstNets.data(DataType.DOUBLE, step));
        }
    }

    @ParameterizedTest
    @CsvSource({"hrbp,0", "hrbp,2", "hrbp,1", "rigl,0", "set,0", "deepr,0", "dsr,0"})
    void makesTheUpdatesOfTheDl4jListener(String method, int repick) {
        MultiLayerNetwork network = DstNets.mln(DstNets.base(DataType.DOUBLE, new Adam(0.01)), DstNets.sparse(method));
        SameDiff sd = twin(network, new Adam(0.01));
        network.setListeners(HrbpDstListener.builder()
                .method(method)
                .schedule(SCHEDULE)
                .totalSteps(STEPS)
                .repickPositions(repick)
                .build());
        List<TopologyUpdate> made = new ArrayList<>();
        SameDiffDstListener listener = SameDiffDstListener.builder(SCHEDULE)
                .method(DstMethods.byId(method))
                .totalSteps(STEPS)
                .seed(11)
                .repickPositions(repick)
                .onUpdate(made::addAll)
                .build();
        sd.addListeners(listener);
        network.fit(new ExistingDataSetIterator(IntStream.range(0, STEPS)
                .mapToObj(step -> DstNets.data(DataType.DOUBLE, step))
                .toList()));
        fit(sd, 0, STEPS);

        assertThat(listener.updates()).isEqualTo(3);
        assertThat(made.stream().mapToInt(TopologyUpdate::grown).sum()).isPositive();
        for (UpdaterState state : UpdaterState.of(network, false)) {
            String name = state.name() + "-" + state.param();
            if (state.param().equals("W") && !state.name().equals("out")) {
                assertThat(HrbpOps.patternState(sd.getVariable(state.name() + "-I")))
                        .as(name)
                        .isEqualTo(DstNets.layer(network, state.name()).patternState());
                assertClose(sd.getArrForVarName(name), ((Layer) state.layer()).getParam("W"));
                INDArray moment = moment(sd, name);
                for (int i = 0; i < state.length(); i++) {
                    assertThat(moment.getDouble(i)).isCloseTo(state.part(0).get(i), within(1e-9));
                }
            }
        }
    }

    private static INDArray moment(SameDiff sd, String name) {
        Map<?, ?> state = Objects.requireNonNull(sd.getUpdaterMap().get(name)).getState();
        return (INDArray) Objects.requireNonNull(state.get("M"));
    }

    private static void assertClose(INDArray actual, INDArray expected) {
        assertThat(actual.sub(expected.reshape(actual.shape())).amaxNumber().doubleValue())
                .isLessThan(1e-8);
    }

    /** A graph that is saved between updates goes on with a new listener as if nothing had happened. */
    @Test
    void goesOnAfterSavingAndLoading() {
        SameDiff sd = twin(network("hrbp", new Nesterovs(0.05, 0.9)), new Nesterovs(0.05, 0.9));
        sd.addListeners(SameDiffDstListener.builder(SCHEDULE).build());
        fit(sd, 0, 7);
        SameDiff loaded = sd.dup();
        loaded.addListeners(SameDiffDstListener.builder(SCHEDULE).build());
        fit(sd, 7, STEPS);
        fit(loaded, 7, STEPS);
        for (String name : List.of("conv1", "conv2", "fc")) {
            assertThat(loaded.getArrForVarName(name + "-I")).isEqualTo(sd.getArrForVarName(name + "-I"));
            assertThat(loaded.getArrForVarName(name + "-W")).isEqualTo(sd.getArrForVarName(name + "-W"));
        }
    }

    @Test
    void refusesWhatItCannotServe() {
        SameDiff sd = twin(network("hrbp", new Adam(0.01)), new Adam(0.01));
        INDArray before = sd.getArrForVarName("conv1-W").dup();
        sd.setListeners(SameDiffDstListener.builder(SCHEDULE)
                .method(DstMethods.byId("rigl"))
                .build());
        assertThatThrownBy(() -> fit(sd, 0, 1)).hasMessageContaining("conv1").hasMessageContaining("\"unstructured\"");
        sd.setListeners(SameDiffDstListener.builder(SCHEDULE).ops("nobody").build());
        assertThatThrownBy(() -> fit(sd, 0, 1)).hasMessageContaining("[nobody]").hasMessageContaining("conv2");
        assertThat(sd.getArrForVarName("conv1-W")).isEqualTo(before);
        SameDiff other = twin(network("rigl", new Adam(0.01)), new Adam(0.01));
        other.setListeners(
                SameDiffDstListener.builder(SCHEDULE).repickPositions(2).build());
        assertThatThrownBy(() -> fit(other, 0, 1))
                .hasMessageContaining("COLUMN")
                .hasMessageContaining("\"rigl\"");
        assertThatThrownBy(() -> SameDiffDstListener.builder(SCHEDULE)
                        .method(DstMethods.byId("deepr"))
                        .build())
                .hasMessageContaining("totalSteps");
    }
}
