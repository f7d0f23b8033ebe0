/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.spark;

import org.apache.spark.util.CollectionAccumulator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.spark.api.TrainingHook;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** On the workers: tells the driver the step and a hash of the patterns after every step. */
final class PatternWitness implements TrainingHook {
    private static final long serialVersionUID = 1;

    private final CollectionAccumulator<String> seen;

    PatternWitness(CollectionAccumulator<String> seen) {
        this.seen = seen;
    }

    @Override
    public void preUpdate(DataSet batch, Model model) {}

    @Override
    public void postUpdate(DataSet batch, Model model) {
        seen.add(SparkNets.step(model) + " " + SparkNets.patternHash(model));
    }

    @Override
    public void preUpdate(MultiDataSet batch, Model model) {}

    @Override
    public void postUpdate(MultiDataSet batch, Model model) {
        seen.add(SparkNets.step(model) + " " + SparkNets.patternHash(model));
    }
}
