/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import java.util.List;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.stat.descriptive.DescriptiveStatistics;

/**
 * Values of several seeds.
 *
 * @param count how many
 * @param mean their mean
 * @param deviation sample standard deviation; NaN of one value
 * @param halfWidth half the width of Student's 95 % confidence interval of the mean; NaN of one value
 */
record Sample(int count, double mean, double deviation, double halfWidth) {
    private static final double UPPER = 0.975;

    static Sample of(List<Double> values) {
        DescriptiveStatistics statistics = new DescriptiveStatistics();
        values.forEach(statistics::addValue);
        int n = values.size();
        if (n < 2) {
            return new Sample(n, statistics.getMean(), Double.NaN, Double.NaN);
        }
        double deviation = statistics.getStandardDeviation();
        double t = new TDistribution(n - 1).inverseCumulativeProbability(UPPER);
        return new Sample(n, statistics.getMean(), deviation, t * deviation / Math.sqrt(n));
    }
}
