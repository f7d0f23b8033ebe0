/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import java.util.List;

/**
 * The methods of dynamic sparse training. Units that were not kept before an update start at 0, with an updater state of 0.
 *
 * <ul>
 *   <li>{@code hrbp}: in each group, of its {@code k} channels, drop the {@code floor(f k)} with the smallest
 *       {@code sum |W[o, c, p]|} over the group's rows and positions; grow as many with the largest {@code sum |dW[o, c, p]|}
 *       over the same. Ma et al. (CPAL 2024) prune by magnitude, grow by gradient, keep the rows and update the column masks
 *       of each group; the L1 sums, the frozen positions and the schedule are our choice.
 *   <li>{@code rigl}: in each layer, of {@code k} weights, drop the {@code floor(f k)} smallest {@code |w|}, grow as many with
 *       the largest {@code |dw|}; one dropped may return and keeps its value (Evci et al., ICML 2020, and their code).
 *   <li>{@code set}: in each layer drop the share {@code f} of the smallest positive and of the largest negative weights (Mocanu
 *       et al., 2018, with f = 0.3 at the end of each epoch); grow as many at random, none just dropped, from 0 (as the CNN
 *       version of Mostafa and Wang, 2019; which parts to take from which is our choice).
 *   <li>{@code deepr}: {@link DeepR}.
 *   <li>{@code dsr}: {@link Dsr}.
 * </ul>
 */
public final class DstMethods {
    private static final List<DstMethod> ALL = List.of(
            new DropAndGrow("hrbp", Unit.COLUMN, DropCriterion.MAGNITUDE, GrowCriterion.GRADIENT),
            new DropAndGrow("rigl", Unit.WEIGHT, DropCriterion.MAGNITUDE, GrowCriterion.GRADIENT),
            new DropAndGrow("set", Unit.WEIGHT, DropCriterion.BY_SIGN, GrowCriterion.RANDOM),
            new DeepR(),
            new Dsr());

    private static final DstMethod POSITIONS =
            new DropAndGrow("hrbp-positions", Unit.POSITION, DropCriterion.SMALLEST, GrowCriterion.GRADIENT);

    private DstMethods() {}

    /**
     * The names of all methods.
     *
     * @return an unmodifiable list
     */
    public static List<String> ids() {
        return ALL.stream().map(DstMethod::id).toList();
    }

    /**
     * Finds a method by name.
     *
     * @param id name of the method
     * @return the method with its default settings
     * @throws IllegalArgumentException if there is none of that name
     */
    public static DstMethod byId(String id) {
        return ALL.stream()
                .filter(m -> m.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("DST method \"" + id + "\" is not one of " + ids()));
    }

    /**
     * An option for HRBP layers, meant to replace {@code hrbp} in every k-th update (our choice): re-picks the kernel positions
     * of each group. The position with the smallest {@code sum |W[o, c, p]|} over the group's
     * rows and channels goes; the one with the largest {@code sum |dW[o, c, p]|} comes, or the same returns.
     *
     * @return the method
     */
    public static DstMethod hrbpPositions() {
        return POSITIONS;
    }
}
