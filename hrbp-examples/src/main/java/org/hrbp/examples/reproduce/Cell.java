/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import org.hrbp.examples.run.Method;
import org.hrbp.examples.run.Networks;
import org.hrbp.examples.run.Recipe;
import org.hrbp.examples.run.RunConfig;
import org.hrbp.model.LotteryTicket;

/**
 * One run of a grid. What the method does not have is left out, so that all cells that mean one run are equal.
 *
 * @param net name of the network
 * @param data name of the data set
 * @param method line of the table
 * @param sparsity share of the weights that do not exist; 0 for dense
 * @param positions kernel positions that a block keeps, of 9; 0 is the method's default
 * @param score what decides which weights are kept; empty is the method's
 * @param seed seed of weights, patterns and data order
 */
record Cell(String net, String data, TableMethod method, double sparsity, int positions, String score, long seed) {
    private static final int KERNEL_POSITIONS = 9;

    Cell {
        sparsity = method == TableMethod.DENSE ? 0 : sparsity;
        positions = method.method() == Method.HRBP ? positions : 0;
        score = method.method().takes("score") ? score : "";
    }

    /** The folder of its run: another cell that says the method's defaults in so many words is the same run. */
    String folder() {
        StringBuilder name =
                new StringBuilder(net).append('-').append(data).append('-').append(method.id());
        if (sparsity > 0) {
            name.append('-').append(Markdown.plain(100 * sparsity));
        }
        RunConfig recipe = Recipe.of(net, data, method.method(), null);
        if (blockDensity(recipe) != recipe.blockDensity()) {
            name.append("-n").append(positions);
        }
        if (!score(recipe).equals(recipe.score())) {
            name.append('-').append(score);
        }
        return name.append("-seed").append(seed).toString();
    }

    /** What a progress line calls it. */
    String title() {
        return folder().replace('-', ' ');
    }

    /** Its configuration: the recipe's but for what the schedule and the cell say. */
    RunConfig config(Schedule schedule) {
        return config(schedule, Recipe.of(net, data, method.method(), null).allocation());
    }

    /** The same with another allocation. */
    RunConfig config(Schedule schedule, String allocation) {
        RunConfig recipe = Recipe.of(net, data, method.method(), null);
        boolean lottery = method.method() == Method.LTH;
        return new RunConfig(
                net,
                data,
                recipe.method(),
                recipe.structure(),
                sparsity,
                allocation,
                score(recipe),
                recipe.partition(),
                lottery ? schedule.pruneRate() : recipe.pruneRate(),
                0,
                lottery ? schedule.lotteryEpochs() : 0,
                method.dst(),
                method.dst().equals(Networks.STATIC) ? recipe.interval() : schedule.interval(),
                recipe.dropFraction(),
                recipe.until(),
                blockDensity(recipe),
                recipe.groupRows(),
                recipe.coverChannels(),
                schedule.epochs(),
                schedule.batch(),
                recipe.lr(),
                recipe.schedule(),
                recipe.weightDecay(),
                seed,
                schedule.limit(),
                schedule.limitTest());
    }

    private double blockDensity(RunConfig recipe) {
        return positions == 0 ? recipe.blockDensity() : (double) positions / KERNEL_POSITIONS;
    }

    private String score(RunConfig recipe) {
        return score.isEmpty() ? recipe.score() : score;
    }

    /** Trainings that it takes, one after the other. */
    int trainings(Schedule schedule) {
        return method.method() == Method.LTH
                ? 1 + LotteryTicket.sparsities(sparsity, schedule.pruneRate()).size()
                : 1;
    }
}
