/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.hrbp.listener.HrbpDstListener;
import org.hrbp.model.Hrbp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.adapter.MultiDataSetIteratorAdapter;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** Static patterns with several workers, and what is refused. */
@Timeout(120)
class ParallelTrainerTest {
    /** Workers do what copies of the network do one after the other: nothing is shared by accident, all start equal. */
    @ParameterizedTest
    @CsvSource({"false,1", "true,1", "false,3"})
    void averagingEqualsAveragingByHand(boolean graph, int frequency) {
        int workers = 3;
        int steps = 6;
        List<DataSet> data = ParallelNets.data(DataType.FLOAT, workers * steps);
        Model net = ParallelNets.net(graph, DataType.FLOAT, new Nesterovs(0.1, 0.9));
        List<Model> copies = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            copies.add(ParallelNets.copy(net));
        }
        for (int step = 0; step < steps; step++) {
            for (int i = 0; i < workers; i++) {
                ParallelNets.fit(copies.get(i), data.get(step * workers + i));
            }
            if ((step + 1) % frequency == 0) {
                Nd4j.averageAndPropagate(
                        null, copies.stream().map(Model::params).toList());
                Nd4j.averageAndPropagate(
                        null, copies.stream().map(ParallelNets::state).toList());
            }
        }
        HrbpParallelTrainer.builder(net)
                .workers(workers)
                .averagingFrequency(frequency)
                .build()
                .fit(new ExistingDataSetIterator(data));
        assertThat(difference(net.params(), copies.get(0).params())).isLessThan(1e-6);
        assertThat(difference(ParallelNets.state(net), ParallelNets.state(copies.get(0))))
                .isLessThan(1e-6);
        assertThat(ParallelNets.iteration(net)).isEqualTo(steps);
    }

    private static double difference(INDArray a, INDArray b) {
        return a.sub(b).amaxNumber().doubleValue();
    }

    @ParameterizedTest
    @CsvSource({"false,2", "false,3", "true,2", "true,3"})
    void sharedGradientsKeepThePattern(boolean graph, int workers) {
        Model net = ParallelNets.net(graph, DataType.FLOAT, new Nesterovs(0.1, 0.9));
        int pattern = ParallelNets.patternHash(net);
        INDArray before = net.params().dup();
        PatternRecord record = new PatternRecord();
        net.setListeners(record);
        HrbpParallelTrainer trainer = HrbpParallelTrainer.builder(net)
                .workers(workers)
                .sharedGradients()
                .build();
        for (int fit = 0; fit < 2; fit++) {
            trainer.fit(new ExistingDataSetIterator(ParallelNets.data(DataType.FLOAT, workers * 4)));
        }
        record.assertEqual(workers, 8);
        assertThat(record.patterns()).isOne();
        assertThat(ParallelNets.patternHash(net)).isEqualTo(pattern);
        assertThat(net.params().isNaN().any()).isFalse();
        assertThat(difference(net.params(), before)).isPositive();
        assertThat(ParallelNets.state(net).amaxNumber().doubleValue()).isPositive();
        // alone again
        ParallelNets.fit(net, ParallelNets.data(DataType.FLOAT, 1).get(0));
        assertThat(ParallelNets.iteration(net)).isEqualTo(9);
        assertThat(new Root(net).listeners()).containsExactly(record);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void afterwardsTheNetworkIsAsIfTrainedAlone(boolean graph) {
        Model net = ParallelNets.net(graph, DataType.FLOAT, new Adam(0.01));
        PatternRecord record = new PatternRecord();
        net.setListeners(record);
        HrbpParallelTrainer trainer = HrbpParallelTrainer.builder(net)
                .workers(6)
                .wrapper(b -> b.prefetchBuffer(0))
                .build();
        assertThat(new Root(net).listeners()).containsExactly(record);
        trainer.fit(new ExistingDataSetIterator(ParallelNets.data(DataType.FLOAT, 12)));
        record.assertEqual(6, 2);
        assertThat(new Root(net).listeners()).containsExactly(record);
        INDArray momentum = ParallelNets.state(net).dup();
        assertThat(momentum.amaxNumber().doubleValue()).isPositive();
        int pattern = ParallelNets.patternHash(net);
        ParallelNets.fit(net, ParallelNets.data(DataType.FLOAT, 1).get(0));
        assertThat(ParallelNets.patternHash(net)).isEqualTo(pattern);
        assertThat(difference(ParallelNets.state(net), momentum)).isPositive();
    }

    @Test
    void graphsTrainWithMultiDataSets() {
        List<DataSet> data = ParallelNets.data(DataType.FLOAT, 6);
        Model one = ParallelNets.net(true, DataType.FLOAT, new Sgd(0.1));
        Model two = ParallelNets.net(true, DataType.FLOAT, new Sgd(0.1));
        HrbpParallelTrainer.builder(one).build().fit(new ExistingDataSetIterator(data));
        HrbpParallelTrainer.builder(two)
                .build()
                .fit(new MultiDataSetIteratorAdapter(new ExistingDataSetIterator(data)));
        assertThat(two.params().toDoubleVector()).isEqualTo(one.params().toDoubleVector());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void trafficIsThatOfKeptWeights(boolean graph) {
        Model net = ParallelNets.net(graph, DataType.FLOAT, new Adam(0.01));
        Model dense = net instanceof ComputationGraph g ? Hrbp.toDense(g) : Hrbp.toDense((MultiLayerNetwork) net);
        RoundTraffic traffic = HrbpParallelTrainer.builder(net).build().traffic();
        assertThat(traffic.parameters() + traffic.patterns()).isEqualTo(4 * net.numParams());
        assertThat(traffic.patterns()).isPositive();
        assertThat(traffic.updater()).isEqualTo(4 * ParallelNets.state(net).length());
        assertThat(traffic.denseParameters()).isEqualTo(4 * dense.numParams());
        assertThat(traffic.denseUpdater())
                .isEqualTo(4 * ParallelNets.state(dense).length());
        assertThat(traffic.total()).isEqualTo(traffic.parameters() + traffic.patterns() + traffic.updater());
        assertThat(traffic.total()).isLessThan(traffic.denseTotal());
        RoundTraffic plain = HrbpParallelTrainer.builder(net)
                .wrapper(b -> b.averageUpdaters(false))
                .build()
                .traffic();
        assertThat(plain.updater() + plain.denseUpdater()).isZero();
        RoundTraffic shared =
                HrbpParallelTrainer.builder(net).sharedGradients().build().traffic();
        assertThat(shared.total()).isEqualTo(4 * (net.numParams() / 16 + 5));
        assertThat(shared.denseTotal()).isEqualTo(4 * (dense.numParams() / 16 + 5));
    }

    @Test
    void badSettingsAreRefusedAndChangeNothing() {
        Model net = ParallelNets.net(false, DataType.FLOAT, new Sgd(0.1));
        var builder = HrbpParallelTrainer.builder(net);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.workers(1))
                .withMessageContaining("2 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.averagingFrequency(0))
                .withMessageContaining("1 or more");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder.sharedGradients().dst(dst("hrbp", 5)).build())
                .withMessageContaining("shared gradients is not supported");
        assertThatIllegalStateException()
                .isThrownBy(() -> HrbpParallelTrainer.builder(net)
                        .averagingFrequency(6)
                        .dst(dst("hrbp", 5))
                        .build())
                .withMessageContaining("every 5 steps")
                .withMessageContaining("6");
        Model unstructured = ParallelNets.net(false, DataType.FLOAT, new Sgd(0.1), "unstructured");
        assertThatIllegalStateException()
                .isThrownBy(() -> HrbpParallelTrainer.builder(unstructured)
                        .dst(dst("deepr", 5))
                        .build())
                .withMessageContaining("deepr");
        HrbpDstListener listener = dst("hrbp", 5);
        net.setListeners(listener);
        assertThatIllegalStateException()
                .isThrownBy(() -> HrbpParallelTrainer.builder(net).build())
                .withMessageContaining("dst(...)");
        assertThat(new Root(net).listeners()).containsExactly(listener);
        MultiLayerNetwork bare = new MultiLayerNetwork(((MultiLayerNetwork) net).getLayerWiseConfigurations());
        assertThatIllegalStateException()
                .isThrownBy(() -> HrbpParallelTrainer.builder(bare))
                .withMessageContaining("init()");
    }

    private static HrbpDstListener dst(String method, int interval) {
        return HrbpDstListener.builder()
                .method(method)
                .totalSteps(100)
                .interval(interval)
                .build();
    }

    /** Static patterns need no trainer. */
    @ParameterizedTest
    @CsvSource({"AVERAGING,7,false", "AVERAGING,6,true", "SHARED_GRADIENTS,3,false", "SHARED_GRADIENTS,2,true"})
    void parallelWrapperItselfKeepsStaticPatterns(ParallelWrapper.TrainingMode mode, int workers, boolean graph) {
        Model net = ParallelNets.net(graph, DataType.FLOAT, new Adam(0.01));
        int pattern = ParallelNets.patternHash(net);
        PatternRecord record = new PatternRecord();
        net.setListeners(record);
        ParallelWrapper.Builder<Model> builder = new ParallelWrapper.Builder<>(net);
        builder.workers(workers);
        builder.trainingMode(mode);
        ParallelWrapper wrapper = builder.build();
        wrapper.fit(new ExistingDataSetIterator(ParallelNets.data(DataType.FLOAT, 3 * workers)));
        // not by step: a replica takes the first worker's count of steps, which may have begun to train (see StartGate)
        List<Integer> hashes =
                record.hashes.values().stream().flatMap(List::stream).toList();
        assertThat(hashes).hasSize(3 * workers).containsOnly(pattern);
        assertThat(ParallelNets.patternHash(net)).isEqualTo(pattern);
    }

    /** Not only in the second replica: the first would wait for its gradients for ever. */
    @ParameterizedTest
    @EnumSource(names = {"AVERAGING", "SHARED_GRADIENTS"})
    void aListenerInParallelWrapperItselfIsRefused(ParallelWrapper.TrainingMode mode) {
        Model net = ParallelNets.net(false, DataType.FLOAT, new Sgd(0.1));
        net.setListeners(dst("hrbp", 5));
        ParallelWrapper.Builder<Model> builder = new ParallelWrapper.Builder<>(net);
        builder.workers(2);
        builder.trainingMode(mode);
        ParallelWrapper wrapper = builder.build();
        assertThatThrownBy(() -> wrapper.fit(new ExistingDataSetIterator(ParallelNets.data(DataType.FLOAT, 2))))
                .hasStackTraceContaining("org.hrbp.parallel.HrbpParallelTrainer");
        wrapper.shutdown();
    }

    @Test
    void aFailedWorkerEndsTheTrainer() {
        Model net = ParallelNets.net(false, DataType.FLOAT, new Sgd(0.1));
        HrbpParallelTrainer trainer = HrbpParallelTrainer.builder(net).build();
        DataSet wrong = new DataSet(Nd4j.ones(2, 6, 5, 5), Nd4j.ones(2, 9));
        List<DataSet> data = new ArrayList<>(ParallelNets.data(DataType.FLOAT, 1));
        data.add(wrong);
        assertThatThrownBy(() -> trainer.fit(new ExistingDataSetIterator(data))).isInstanceOf(RuntimeException.class);
        assertThatIllegalStateException()
                .isThrownBy(() -> trainer.fit(new ExistingDataSetIterator(data)))
                .withMessageContaining("build a new trainer");
        ParallelNets.fit(net, data.get(0));
    }
}
