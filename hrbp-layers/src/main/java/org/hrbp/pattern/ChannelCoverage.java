/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import java.util.Arrays;

/**
 * Gives every input channel a place in at least one group: an unused channel takes the place of one that another group
 * has as well, where that costs the least score. (Our choice; the paper's method section was not available to us.)
 */
final class ChannelCoverage {
    private ChannelCoverage() {}

    /**
     * Changes the chosen channels in place; there must be at least as many places as channels.
     *
     * @param chosen channels of each group, ascending
     * @param sums score of each channel in each group
     */
    static void cover(int[][] chosen, float[][] sums) {
        int[] uses = new int[sums[0].length];
        for (int[] channels : chosen) {
            for (int channel : channels) {
                uses[channel]++;
            }
        }
        for (int channel = 0; channel < uses.length; channel++) {
            if (uses[channel] == 0) {
                uses[replaceCheapest(chosen, sums, uses, channel)]--;
                uses[channel]++;
            }
        }
        for (int[] channels : chosen) {
            Arrays.sort(channels);
        }
    }

    private static int replaceCheapest(int[][] chosen, float[][] sums, int[] uses, int channel) {
        int group = -1;
        int place = -1;
        double bestGain = Double.NEGATIVE_INFINITY;
        for (int g = 0; g < chosen.length; g++) {
            for (int i = 0; i < chosen[g].length; i++) {
                int old = chosen[g][i];
                double gain = (double) sums[g][channel] - sums[g][old];
                if (uses[old] > 1 && gain > bestGain) {
                    bestGain = gain;
                    group = g;
                    place = i;
                }
            }
        }
        int old = chosen[group][place];
        chosen[group][place] = channel;
        return old;
    }
}
