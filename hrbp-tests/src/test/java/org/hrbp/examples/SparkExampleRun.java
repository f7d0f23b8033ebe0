/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples;

import org.apache.spark.api.java.JavaSparkContext;

/** Lets the Spark driver of the tests run the example. */
public final class SparkExampleRun {
    private SparkExampleRun() {}

    /** What the example reaches on some of its images. */
    public static double accuracy(JavaSparkContext context) {
        return SparkExample.run(context, 3, 1280);
    }
}
