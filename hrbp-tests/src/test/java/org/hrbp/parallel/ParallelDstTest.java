/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.hrbp.listener.HrbpDstListener;
import org.hrbp.listener.ReplicaUpdates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** Topology updates with several workers. */
@Timeout(120)
class ParallelDstTest {
    private static HrbpDstListener dst(int interval, List<Long> steps) {
        return HrbpDstListener.builder()
                .totalSteps(40)
                .interval(interval)
                .dropFraction(0.5)
                .rows(row -> steps.add(row.step()))
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "2,1,false",
        "3,1,false",
        "6,1,false",
        "7,1,false",
        "2,5,false",
        "3,5,false",
        "6,5,false",
        "7,5,false",
        "2,1,true",
        "3,5,true",
        "7,1,true"
    })
    void allReplicasHaveTheSamePatternInEveryStep(int workers, int frequency, boolean graph) {
        int steps = 11;
        Model net = ParallelNets.net(graph, DataType.FLOAT, new Nesterovs(0.05, 0.9));
        PatternRecord record = new PatternRecord();
        net.setListeners(record);
        int before = ParallelNets.patternHash(net);
        List<Long> updates = new ArrayList<>();
        HrbpParallelTrainer trainer = HrbpParallelTrainer.builder(net)
                .workers(workers)
                .averagingFrequency(frequency)
                .dst(dst(5, updates))
                .build();
        trainer.fit(new ExistingDataSetIterator(ParallelNets.data(DataType.FLOAT, workers * steps)));
        record.assertEqual(workers, steps);
        assertThat(updates).containsExactly(5L, 10L);
        assertThat(record.patterns()).isEqualTo(3);
        assertThat(record.hashes.get(4)).startsWith(before);
        assertThat(net.params().isNaN().any()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"rigl,unstructured", "set,unstructured", "dsr,unstructured"})
    void otherMethodsToo(String method, String structure) {
        Model net = ParallelNets.net(false, DataType.FLOAT, new Adam(0.01), structure, method.equals("dsr"));
        PatternRecord record = new PatternRecord();
        net.setListeners(record);
        HrbpDstListener listener = HrbpDstListener.builder()
                .method(method)
                .totalSteps(20)
                .interval(2)
                .build();
        HrbpParallelTrainer.builder(net)
                .workers(3)
                .dst(listener)
                .build()
                .fit(new ExistingDataSetIterator(ParallelNets.data(DataType.FLOAT, 3 * 7)));
        record.assertEqual(3, 7);
        assertThat(listener.updates()).isEqualTo(3);
        assertThat(record.patterns()).isEqualTo(4);
    }

    /** With averaging after every step and plain SGD the replicas are one network with a larger batch. */
    @ParameterizedTest
    @CsvSource({"hrbp,hrbp,2", "hrbp,hrbp,1", "rigl,unstructured,1", "dsr,unstructured,2"})
    void threeWorkersDecideAsOneNetworkOnAllTheirImages(String method, String structure, int interval) {
        int steps = 7;
        Model one = ParallelNets.net(false, DataType.DOUBLE, new Sgd(0.1), structure, method.equals("dsr"));
        Model net = ParallelNets.net(false, DataType.DOUBLE, new Sgd(0.1), structure, method.equals("dsr"));
        List<DataSet> data = ParallelNets.data(DataType.DOUBLE, 3 * steps);
        List<Long> ofOne = new ArrayList<>();
        ReplicaUpdates updates = ReplicaUpdates.of(repicking(method, interval, ofOne), one, 1);
        for (int step = 0; step < steps; step++) {
            updates.update();
            updates.request(List.of(one));
            ParallelNets.fit(one, DataSet.merge(data.subList(3 * step, 3 * step + 3)));
            updates.collect();
        }
        List<Long> ofThree = new ArrayList<>();
        HrbpParallelTrainer.builder(net)
                .workers(3)
                .dst(repicking(method, interval, ofThree))
                .build()
                .fit(new ExistingDataSetIterator(data));
        assertThat(ofThree).isEqualTo(ofOne).hasSize((steps - 1) / interval);
        assertThat(ParallelNets.patternHash(net)).isEqualTo(ParallelNets.patternHash(one));
        assertThat(net.params().sub(one.params()).amaxNumber().doubleValue()).isLessThan(1e-9);
    }

    private static HrbpDstListener repicking(String method, int interval, List<Long> steps) {
        return HrbpDstListener.builder()
                .method(method)
                .totalSteps(40)
                .interval(interval)
                .dropFraction(0.5)
                .repickPositions(method.equals("hrbp") ? 2 : 0)
                .rows(row -> steps.add(row.step()))
                .build();
    }

    /** Momentum, patterns and gradients for a coming update outlive a fit; and runs repeat bit by bit. */
    @ParameterizedTest
    @CsvSource({"false,3", "true,3", "false,6"})
    void twoFitsAreOne(boolean graph, int first) {
        int steps = 8;
        List<DataSet> data = ParallelNets.data(DataType.FLOAT, 3 * steps);
        Model one = ParallelNets.net(graph, DataType.FLOAT, new Adam(0.01));
        List<Long> ofOne = new ArrayList<>();
        HrbpParallelTrainer.builder(one).workers(3).dst(dst(3, ofOne)).build().fit(new ExistingDataSetIterator(data));
        Model two = ParallelNets.net(graph, DataType.FLOAT, new Adam(0.01));
        List<Long> ofTwo = new ArrayList<>();
        HrbpParallelTrainer trainer =
                HrbpParallelTrainer.builder(two).workers(3).dst(dst(3, ofTwo)).build();
        trainer.fit(new ExistingDataSetIterator(data.subList(0, 3 * first)));
        assertThat(ParallelNets.state(two).amaxNumber().doubleValue()).isPositive();
        trainer.fit(new ExistingDataSetIterator(data.subList(3 * first, 3 * steps)));
        assertThat(ofTwo).isEqualTo(ofOne).containsExactly(3L, 6L);
        assertThat(two.params().toDoubleVector()).isEqualTo(one.params().toDoubleVector());
        assertThat(ParallelNets.state(two).toDoubleVector())
                .isEqualTo(ParallelNets.state(one).toDoubleVector());
    }

    /** An update whose gradients were lost with the process is made at the next averaging. */
    @Test
    void anUpdateThatWasMissedIsMadeLater() {
        Model net = ParallelNets.net(false, DataType.FLOAT, new Sgd(0.1));
        List<Long> updates = new ArrayList<>();
        for (int part = 0; part < 2; part++) {
            HrbpParallelTrainer.builder(net)
                    .dst(dst(4, updates))
                    .build()
                    .fit(new ExistingDataSetIterator(ParallelNets.data(DataType.FLOAT, 2 * 4)));
        }
        assertThat(updates).containsExactly(4L);
        assertThat(ParallelNets.iteration(net)).isEqualTo(8);
    }

    /** The last round may be of fewer workers, and an update follow it. */
    @Test
    void aRoundOfFewerWorkersCounts() {
        Model net = ParallelNets.net(false, DataType.FLOAT, new Sgd(0.1));
        PatternRecord record = new PatternRecord();
        net.setListeners(record);
        List<Long> updates = new ArrayList<>();
        HrbpParallelTrainer trainer =
                HrbpParallelTrainer.builder(net).workers(3).dst(dst(2, updates)).build();
        for (int fit = 0; fit < 3; fit++) {
            trainer.fit(new ExistingDataSetIterator(ParallelNets.data(DataType.FLOAT, 3 + 2)));
        }
        assertThat(updates).containsExactly(2L, 4L);
        record.hashes.forEach((step, found) -> assertThat(found).containsOnly(found.get(0)));
        assertThat(record.hashes.get(1)).hasSize(2);
    }

    /** What the rounding of stored patterns is for. */
    @ParameterizedTest
    @CsvSource({"6", "7"})
    void theAverageOfEqualPatternsIsInexact(int workers) {
        List<INDArray> equal = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            equal.add(Nd4j.arange(1, 5000).castTo(DataType.FLOAT).reshape(1, 4999));
        }
        double[] before = equal.get(0).toDoubleVector();
        Nd4j.averageAndPropagate(null, equal);
        double[] average = equal.get(workers - 1).toDoubleVector();
        assertThat(average).isNotEqualTo(before).isEqualTo(equal.get(0).toDoubleVector());
        assertThat(average).containsExactly(before, within(1e-2));
    }
}
