/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is known of one epoch; a line of {@code metrics.csv}.
 *
 * @param epoch number of the epoch, from 1
 * @param iteration steps since the start of the run
 * @param loss mean training loss of the epoch, regularisation included, each step before its update
 * @param lr learning rate of the last step
 * @param testAccuracy accuracy on the test images after the epoch
 * @param bestTestAccuracy best of the epochs so far; chosen by test images, so not a result to quote on its own
 * @param density kept / all weights
 * @param weightsKept kept weights
 * @param topologyUpdates topology updates since the start of the run
 * @param unitsDropped units that they dropped
 * @param unitsGrown units that they grew
 * @param churn share of the kept weights that the last update replaced; 0 before the first
 * @param everLivedRate share of all weights that ever lived (in-time over-parameterization); the density with static patterns
 * @param testTop5Accuracy share of the test images whose class is among the five largest outputs
 * @param secondsPerStep median time of {@code fit} on a batch; data are prepared meanwhile and not counted
 * @param trainSeconds time of the training steps and of waiting for data
 * @param testSeconds time of the test
 */
public record EpochRow(
        int epoch,
        int iteration,
        double loss,
        double lr,
        double testAccuracy,
        double bestTestAccuracy,
        double density,
        long weightsKept,
        int topologyUpdates,
        long unitsDropped,
        long unitsGrown,
        double churn,
        double everLivedRate,
        double testTop5Accuracy,
        double secondsPerStep,
        double trainSeconds,
        double testSeconds) {
    /**
     * The header of {@code metrics.csv}.
     *
     * @return a name for each of {@link #values()}
     */
    static List<String> columns() {
        return Arrays.stream(EpochRow.class.getRecordComponents())
                .map(component -> Json.name(component.getName()))
                .toList();
    }

    /**
     * The line of {@code metrics.csv}.
     *
     * @return values in the order of the components
     */
    List<String> values() {
        return Stream.of(
                        epoch,
                        iteration,
                        loss,
                        lr,
                        testAccuracy,
                        bestTestAccuracy,
                        density,
                        weightsKept,
                        topologyUpdates,
                        unitsDropped,
                        unitsGrown,
                        churn,
                        everLivedRate,
                        testTop5Accuracy,
                        secondsPerStep,
                        trainSeconds,
                        testSeconds)
                .map(String::valueOf)
                .toList();
    }
}
