/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.util.Arrays;
import java.util.List;

/** The middle value. */
public final class Median {
    private Median() {}

    /** The mean of the two middle values if their number is even; 0 if there are none. */
    static double of(double... values) {
        if (values.length == 0) {
            return 0;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * Finds it.
     *
     * @param values in any order
     * @return the mean of the two middle values if their number is even; 0 if there are none
     */
    public static double of(List<Double> values) {
        return of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
