/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.optimize.listeners.CheckpointListener;
import org.deeplearning4j.optimize.listeners.ScoreIterationListener;
import org.deeplearning4j.util.ModelSerializer;
import org.hrbp.evolve.EverLived;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;

/** A run that is interrupted goes on as if it had not been. */
class DstResumeTest {
    private static final int STEPS = 11;

    private static HrbpDstListenerBuilder listener(String method) {
        return HrbpDstListener.builder()
                .method(method)
                .totalSteps(20)
                .interval(3)
                .dropFraction(0.5);
    }

    private static byte[] save(Model net) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ModelSerializer.writeModel(net, out, true);
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "hrbp,3,false",
        "hrbp,4,true",
        "rigl,3,true",
        "rigl,4,false",
        "set,3,false",
        "set,4,true",
        "deepr,1,false",
        "deepr,3,true",
        "deepr,4,false",
        "dsr,3,true",
        "dsr,4,false"
    })
    void bitIdentically(String method, int savedAt, boolean graph) throws IOException {
        var base = DstNets.base(DataType.FLOAT, graph ? new Adam(0.01) : new Nesterovs(0.05, 0.9));
        Model whole = graph ? DstNets.graph(base, DstNets.sparse(method)) : DstNets.mln(base, DstNets.sparse(method));
        HrbpDstListener first = listener(method).build();
        whole.setListeners(first);
        DstNets.fit(whole, 0, savedAt);
        byte[] saved = save(whole);
        EverLived lived = EverLived.fromBytes(first.everLived().toBytes());
        DstNets.fit(whole, savedAt, STEPS);

        Model resumed = graph
                ? ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(saved), true)
                : ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(saved), true);
        HrbpDstListener second = listener(method).everLived(lived).build();
        resumed.setListeners(second);
        DstNets.fit(resumed, savedAt, STEPS);
        assertThat(resumed.params()).isEqualTo(whole.params());
        assertThat(DstNets.state(resumed)).isEqualTo(DstNets.state(whole));
        assertThat(second.everLived().rate()).isEqualTo(first.everLived().rate());
        assertThat(first.updates()).isEqualTo(3);
        assertThat(second.updates()).isEqualTo(savedAt == 4 ? 2 : 3);
        for (String name : first.layers()) {
            assertThat(DstNets.layer(resumed, name).patternState())
                    .isEqualTo(DstNets.layer(whole, name).patternState());
        }
    }

    @Test
    void aCheckpointOfDl4jSkipsAndRepeatsNoUpdate(@TempDir Path folder) {
        MultiLayerNetwork net =
                DstNets.mln(DstNets.base(DataType.FLOAT, new Nesterovs(0.05, 0.9)), DstNets.sparse("rigl"));
        CheckpointListener checkpoints = new CheckpointListener.Builder(folder.toFile())
                .keepAll()
                .saveEveryNIterations(1)
                .build();
        net.setListeners(checkpoints, listener("rigl").build());
        DstNets.fit(net, 0, 6);
        // DL4J's listener saves nothing in its first step and is one short afterwards
        for (int i = 0; i < 5; i++) {
            MultiLayerNetwork resumed = CheckpointListener.loadCheckpointMLN(folder.toFile(), i);
            int count = resumed.getIterationCount();
            assertThat(count).isEqualTo(i + 1);
            List<Long> steps = new ArrayList<>();
            resumed.setListeners(
                    listener("rigl").rows(row -> steps.add(row.step())).build());
            DstNets.fit(resumed, count, 8);
            assertThat(steps).isEqualTo(count < 3 ? List.of(3L, 6L) : List.of(6L));
            assertThat(DstNets.layer(resumed, "fc").patternState().lastUpdateStep())
                    .isEqualTo(6);
        }
    }

    @Test
    void theOrderOfListenersChangesNothing(@TempDir Path folder) throws IOException {
        List<INDArray> results = new ArrayList<>();
        List<INDArray> checkpoints = new ArrayList<>();
        int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
        for (int[] order : orders) {
            MultiLayerNetwork net = DstNets.mln(DstNets.base(DataType.FLOAT, new Adam(0.01)), DstNets.sparse("hrbp"));
            File target = Files.createDirectory(folder.resolve("order" + results.size()))
                    .toFile();
            TrainingListener[] all = {
                listener("hrbp").build(),
                new CheckpointListener.Builder(target)
                        .keepAll()
                        .saveEveryNIterations(3)
                        .build(),
                new ScoreIterationListener(1)
            };
            net.setListeners(all[order[0]], all[order[1]], all[order[2]]);
            DstNets.fit(net, 0, 5);
            results.add(net.params());
            MultiLayerNetwork saved = CheckpointListener.loadCheckpointMLN(target, 0);
            assertThat(DstNets.layer(saved, "conv1").patternState().lastUpdateStep())
                    .isEqualTo(3);
            checkpoints.add(saved.params());
        }
        assertThat(results).allSatisfy(params -> assertThat(params).isEqualTo(results.get(0)));
        assertThat(checkpoints).allSatisfy(params -> assertThat(params).isEqualTo(checkpoints.get(0)));
    }

    @Test
    void graphsOfEqualLayersComeToTheSameTopology() {
        MultiLayerNetwork net = DstNets.mln(DstNets.base(DataType.DOUBLE, new Adam(0.01)), DstNets.sparse("rigl"));
        ComputationGraph graph = DstNets.graph(DstNets.base(DataType.DOUBLE, new Adam(0.01)), DstNets.sparse("rigl"));
        graph.setParams(net.params());
        for (Model model : List.of(net, graph)) {
            model.setListeners(listener("rigl").build());
            DstNets.fit(model, 0, 8);
        }
        for (String name : List.of("conv1", "conv2", "fc")) {
            assertThat(DstNets.layer(graph, name).patternState())
                    .isEqualTo(DstNets.layer(net, name).patternState());
        }
    }
}
