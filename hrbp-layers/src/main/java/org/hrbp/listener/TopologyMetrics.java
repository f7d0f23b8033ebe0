/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.listener;

/**
 * One topology update of a network in numbers.
 *
 * @param step training step, from 0
 * @param method id of the method that planned it
 * @param dropped units that were kept and are no more: weights, or channels (positions) of HRBP groups
 * @param grown units that are kept and were not
 * @param returned units that were dropped and taken back at once
 * @param churn share of the updated layers' kept weights that are new
 * @param density kept over all weights of the updated layers
 * @param everLivedRate share of all weights of these layers that were ever kept, see {@link org.hrbp.evolve.EverLived}
 */
public record TopologyMetrics(
        long step,
        String method,
        int dropped,
        int grown,
        int returned,
        double churn,
        double density,
        double everLivedRate) {
    /** Names of the columns of {@link #toCsv}. */
    public static final String CSV_HEADER = "step,method,dropped,grown,returned,churn,density,ever_lived_rate";

    /**
     * The numbers as a line, without line end.
     *
     * @return values separated by commas, in the order of {@link #CSV_HEADER}
     */
    public String toCsv() {
        return step + "," + method + "," + dropped + "," + grown + "," + returned + "," + churn + "," + density + ","
                + everLivedRate;
    }
}
