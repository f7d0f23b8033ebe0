/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.scalar;

import org.jspecify.annotations.Nullable;

/** Sums of short runs in double; four at a time, because a single one would wait for itself. */
final class Sums {
    private Sums() {}

    static double sum(float[] x, int n) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < n; i += 4) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
        }
        for (; i < n; i++) {
            a += x[i];
        }
        return a + b + c + d;
    }

    /** Sum of squared distances from a centre. */
    static double squares(float[] x, float centre, int n) {
        return products(x, centre, null, n);
    }

    /** Sum of (x - centre) times y, or times itself without y. */
    static double products(float[] x, float centre, float @Nullable [] y, int n) {
        double a = 0;
        double b = 0;
        int i = 0;
        for (; i + 1 < n; i += 2) {
            double p = (double) x[i] - centre;
            double q = (double) x[i + 1] - centre;
            a += p * (y == null ? p : y[i]);
            b += q * (y == null ? q : y[i + 1]);
        }
        for (; i < n; i++) {
            double p = (double) x[i] - centre;
            a += p * (y == null ? p : y[i]);
        }
        return a + b;
    }
}
