/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.nio.file.Path;
import org.hrbp.kernel.HrbpThreads;

/**
 * The result of a run; what {@code --json} writes.
 *
 * @param net name of the network
 * @param data name of the data set
 * @param method static method
 * @param structure structure of the patterns
 * @param sparsity sparsity asked for
 * @param densityActual kept / all weights
 * @param allocation how the density was spread
 * @param epochs number of epochs
 * @param batch images per step
 * @param seed the seed
 * @param limit number of training images, 0 for all
 * @param testAccuracy accuracy after the last epoch: the result to quote
 * @param bestTestAccuracy best accuracy of all epochs, chosen by test images
 * @param testTop5Accuracy share of the test images whose class is among the five largest outputs, after the last epoch
 * @param dst method of dynamic sparse training, or {@code none}
 * @param topologyUpdates topology updates made
 * @param unitsDropped units that they dropped
 * @param unitsGrown units that they grew
 * @param everLivedRate share of all weights that ever lived; the density with static patterns
 * @param secondsPerStep median over the epochs of the median time of a step, without preparing data
 * @param kernel kernels in use, see {@link org.hrbp.kernel.KernelProvider#signature()}
 * @param threads threads of the kernels
 * @param weightsKept kept weights of convolutions and classifier
 * @param weightsDense weights that these have when dense
 * @param paramBytes bytes of all parameters, patterns included
 * @param paramsSha256 SHA-256 of the parameters
 * @param runDir the run folder
 */
public record RunReport(
        String net,
        String data,
        String method,
        String structure,
        double sparsity,
        double densityActual,
        String allocation,
        int epochs,
        int batch,
        long seed,
        int limit,
        double testAccuracy,
        double bestTestAccuracy,
        double testTop5Accuracy,
        String dst,
        int topologyUpdates,
        long unitsDropped,
        long unitsGrown,
        double everLivedRate,
        double secondsPerStep,
        String kernel,
        int threads,
        long weightsKept,
        long weightsDense,
        long paramBytes,
        String paramsSha256,
        String runDir) {
    static RunReport of(RunConfig config, Checkpoint end, Path folder) {
        KeptWeights weights = KeptWeights.of(end.net());
        EpochRow last = end.state().epochs().get(end.state().epochsDone() - 1);
        return new RunReport(
                config.net(),
                config.data(),
                config.method(),
                config.structure(),
                config.sparsity(),
                weights.density(),
                config.allocation(),
                config.epochs(),
                config.batch(),
                config.seed(),
                config.limit(),
                last.testAccuracy(),
                last.bestTestAccuracy(),
                last.testTop5Accuracy(),
                config.dst(),
                last.topologyUpdates(),
                last.unitsDropped(),
                last.unitsGrown(),
                last.everLivedRate(),
                end.state().secondsPerStep(),
                end.state().kernel(),
                HrbpThreads.threads(),
                weights.kept(),
                weights.dense(),
                end.net().numParams() * Float.BYTES,
                Params.sha256(end.net()),
                folder.toString());
    }
}
