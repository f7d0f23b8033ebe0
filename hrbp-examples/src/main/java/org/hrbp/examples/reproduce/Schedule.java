/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import org.hrbp.examples.run.RunConfig;
import org.jspecify.annotations.Nullable;

/**
 * The schedule that all trainings of a grid share.
 *
 * @param recipeEpochs epochs of the recipe
 * @param epochs epochs of each training
 * @param lotteryEpochs epochs of the rounds of the lottery ticket before its last, of which there are many
 * @param limit number of training images, 0 for all
 * @param limitTest number of test images, 0 for all
 * @param pruneRate share of the remaining weights that a round of the lottery ticket prunes
 * @param batch images per step
 * @param interval steps between topology updates
 */
public record Schedule(
        int recipeEpochs,
        int epochs,
        int lotteryEpochs,
        int limit,
        int limitTest,
        double pruneRate,
        int batch,
        int interval) {
    /**
     * The scale's, with other numbers of epochs where they are given.
     *
     * @param scale how much of the recipe
     * @param recipe a run of the recipe
     * @param epochs epochs of each training; null is the scale's
     * @param lotteryEpochs epochs of the rounds of the lottery ticket before its last; null is {@code epochs}
     * @return the schedule
     */
    public static Schedule of(
            Scale scale, RunConfig recipe, @Nullable Integer epochs, @Nullable Integer lotteryEpochs) {
        int all = epochs == null ? scale.epochs(recipe.epochs()) : epochs;
        return new Schedule(
                recipe.epochs(),
                all,
                lotteryEpochs == null ? all : lotteryEpochs,
                scale.limit(),
                scale.limitTest(),
                scale.pruneRate(),
                scale.batch() == 0 ? recipe.batch() : scale.batch(),
                scale.interval());
    }

    /** What a table says of it. */
    String text() {
        StringBuilder text = new StringBuilder();
        text.append(epochs).append(epochs == 1 ? " epoch" : " epochs");
        if (epochs != recipeEpochs || limit != 0) {
            text.append(" **instead of the recipe's ").append(recipeEpochs).append("**");
        }
        if (lotteryEpochs != epochs) {
            text.append(" (").append(lotteryEpochs).append(" in each round of LTH before its last)");
        }
        if (limit > 0) {
            text.append(", **the first ").append(limit).append(" training images only**");
        }
        if (limitTest > 0) {
            text.append(", **the first ").append(limitTest).append(" test images only**");
        }
        return text.toString();
    }
}
