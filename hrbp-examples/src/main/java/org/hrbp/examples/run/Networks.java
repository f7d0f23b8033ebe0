/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import org.hrbp.density.Allocations;
import org.hrbp.pattern.Structures;
import org.hrbp.zoo.NetSpec;
import org.hrbp.zoo.Zoo;
import org.hrbp.zoo.ZooNet;
import org.nd4j.linalg.learning.config.Nesterovs;

/** The network of a run. */
public final class Networks {
    /**
     * GraSP's recipe is SGD with momentum 0.9 without Nesterov's look-ahead. DL4J has no such updater: this is its
     * {@code Nesterovs}, the nearest it has.
     */
    private static final double MOMENTUM = 0.9;

    /** The nets for CIFAR want 32x32; the small one takes images as they are. */
    private static final int PADDED = 32;

    private static final String UNPADDED_NET = "small-cnn";

    private Networks() {}

    /**
     * Makes the configuration of a run's network.
     *
     * @param config the run
     * @param shape shape of the network's input
     * @param stepsPerEpoch steps that an epoch has, for the schedule
     * @return the network's configuration and plan
     * @throws RefusedException if a name or value is not possible
     */
    public static ZooNet build(RunConfig config, InputShape shape, int stepsPerEpoch) {
        Schedule schedule = Schedule.byName(config.schedule());
        try {
            return Zoo.build(new NetSpec(
                    config.net(),
                    shape.classes(),
                    shape.channels(),
                    shape.height(),
                    shape.width(),
                    config.structure(),
                    config.sparsity(),
                    config.allocation(),
                    config.groupRows(),
                    config.blockDensity(),
                    config.coverChannels(),
                    config.nonZeroSeed(0),
                    new Nesterovs(schedule.of(config.lr(), config.epochs(), stepsPerEpoch), MOMENTUM),
                    config.weightDecay()));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(OneLine.of(e));
        }
    }

    /**
     * Checks a configuration, but for the data set.
     *
     * @param config the run
     * @throws RefusedException if a name is unknown or a number out of range: says what is allowed
     */
    public static void check(RunConfig config) {
        config.checkNumbers();
        Names.index("--net", config.net(), Zoo.names());
        Names.index("--structure", config.structure(), Structures.ids());
        Names.index("--allocation", config.allocation(), Allocations.ids());
        Schedule.byName(config.schedule());
    }

    /**
     * The size to which smaller images are padded.
     *
     * @param net name of the network
     * @return least height and width; 0 pads nothing
     */
    static int padTo(String net) {
        return net.equals(UNPADDED_NET) ? 0 : PADDED;
    }
}
