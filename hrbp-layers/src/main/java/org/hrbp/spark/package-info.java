/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Training on a Spark cluster: parameter averaging with dynamic sparse training decided on the driver, and DL4J's other training
 * masters for patterns that stay. Needs {@code dl4j-spark_2.12} and Spark 3.5 for Scala 2.12 at run time, on JDK 17.
 */
@NullMarked
package org.hrbp.spark;

import org.jspecify.annotations.NullMarked;
