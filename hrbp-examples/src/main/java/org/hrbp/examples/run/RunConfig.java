/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.lang.reflect.RecordComponent;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything that decides the result of a run; written as {@code config.json}. Threads and paths do not belong to it.
 *
 * @param net name of the network, see {@link org.hrbp.zoo.Zoo#names()}
 * @param data name of the data set
 * @param method static method, see {@link Method#ids()}
 * @param structure structure of the patterns, the method's
 * @param sparsity share of the weights that do not exist, in [0, 1)
 * @param allocation how the density is spread over the layers
 * @param score what decides which weights are kept, one of {@link org.hrbp.score.ScoreMethods#ids()}
 * @param partition how rows are put into groups, one of {@link org.hrbp.pattern.StructureOptions#PARTITIONERS}
 * @param pruneRate share of the remaining weights that a round of the lottery ticket prunes, in (0, 1)
 * @param rewindEpochs epochs to which its later rounds go back, less than those of its rounds
 * @param roundEpochs epochs of its rounds before the last, at most {@code epochs}; 0 is {@code epochs}
 * @param dst method of dynamic sparse training, one of {@link org.hrbp.evolve.DstMethods#ids()}, or {@code none}
 * @param interval steps between topology updates, at least 1
 * @param dropFraction share of the units that an update drops, before decay, in (0, 1]
 * @param until share of the training after which updates end, in (0, 1]
 * @param blockDensity share of the kernel positions that a block keeps, in (0, 1]
 * @param groupRows rows per group, at least 1, or 0 for {@link org.hrbp.pattern.PatternSpec#automaticGroupRows}
 * @param coverChannels whether every input channel is kept by at least one group where the budget allows it
 * @param epochs number of epochs, at least 1
 * @param batch images per step, at least 1
 * @param lr learning rate at the start, above 0
 * @param schedule name of a {@link Schedule}
 * @param weightDecay factor of the L2 term's gradient, at least 0
 * @param seed seed of weights, patterns, order and augmentation
 * @param limit number of training images, the first ones; 0 is all
 * @param limitTest number of test images, the first ones; 0 is all
 */
public record RunConfig(
        String net,
        String data,
        String method,
        String structure,
        double sparsity,
        String allocation,
        String score,
        String partition,
        double pruneRate,
        int rewindEpochs,
        int roundEpochs,
        String dst,
        int interval,
        double dropFraction,
        double until,
        double blockDensity,
        int groupRows,
        boolean coverChannels,
        int epochs,
        int batch,
        double lr,
        String schedule,
        double weightDecay,
        long seed,
        int limit,
        int limitTest) {
    /** The lottery ticket's usual share. */
    public static final double PRUNE_RATE = 0.2;

    /**
     * Checks the numbers.
     *
     * @throws RefusedException if one is out of range: names option, value and range
     */
    void checkNumbers() {
        check(sparsity >= 0 && sparsity < 1, "--sparsity", sparsity, "in [0, 1)");
        check(!method.equals(Method.DENSE.id()) || sparsity == 0, "--sparsity", sparsity, "0 for --method dense");
        check(pruneRate > 0 && pruneRate < 1, "--prune-rate", pruneRate, "in (0, 1)");
        check(interval >= 1, "--interval", interval, "at least 1");
        check(dropFraction > 0 && dropFraction <= 1, "--drop-fraction", dropFraction, "in (0, 1]");
        check(until > 0 && until <= 1, "--until", until, "in (0, 1]");
        check(blockDensity > 0 && blockDensity <= 1, "--block-density", blockDensity, "in (0, 1]");
        check(groupRows >= 0, "--group-rows", groupRows, "at least 1, or 0 for automatic");
        check(epochs >= 1 && epochs <= 1_000_000, "--epochs", epochs, "in [1, 1000000]");
        check(roundEpochs >= 0 && roundEpochs <= epochs, "--round-epochs", roundEpochs, "in [0, --epochs]");
        check(
                rewindEpochs >= 0 && rewindEpochs < (roundEpochs == 0 ? epochs : roundEpochs),
                "--rewind-epochs",
                rewindEpochs,
                "at least 0 and less than the epochs of a round");
        check(batch >= 1, "--batch", batch, "at least 1");
        check(lr > 0 && lr < Double.POSITIVE_INFINITY, "--lr", lr, "above 0");
        check(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY, "--weight-decay", weightDecay, "at least 0");
        check(limit >= 0, "--limit", limit, "at least 1, or 0 for all");
        check(limitTest >= 0, "--limit-test", limitTest, "at least 1, or 0 for all");
    }

    private static void check(boolean good, String option, Object value, String allowed) {
        if (!good) {
            throw new RefusedException(option + " " + value + " is not possible, it must be " + allowed);
        }
    }

    /** A round of the lottery ticket. */
    RunConfig round(double other, boolean last) {
        return new RunConfig(
                net,
                data,
                method,
                structure,
                other,
                allocation,
                score,
                partition,
                pruneRate,
                rewindEpochs,
                roundEpochs,
                dst,
                interval,
                dropFraction,
                until,
                blockDensity,
                groupRows,
                coverChannels,
                last || roundEpochs == 0 ? epochs : roundEpochs,
                batch,
                lr,
                schedule,
                weightDecay,
                seed,
                limit,
                limitTest);
    }

    /** The seed plus a number, for ND4J, for which 0 means "not seeded". */
    long nonZeroSeed(int plus) {
        return seed + plus == 0 ? Long.MIN_VALUE : seed + plus;
    }

    /**
     * Compares with the configuration that a run was started with.
     *
     * @param recorded the run's configuration
     * @return the first difference, as {@code --lr is 0.1 there, not 0.2}; empty if there is none
     */
    Optional<String> difference(RunConfig recorded) {
        for (RecordComponent component : RunConfig.class.getRecordComponents()) {
            Object mine = value(component, this);
            Object theirs = value(component, recorded);
            if (!Objects.equals(mine, theirs)) {
                String option = Json.name(component.getName()).replace('_', '-');
                return Optional.of("--" + option + " is " + theirs + " there, not " + mine);
            }
        }
        return Optional.empty();
    }

    private static Object value(RecordComponent component, RunConfig config) {
        try {
            return component.getAccessor().invoke(config);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
