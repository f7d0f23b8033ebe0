/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Several workers in one JVM: DL4J's ParallelWrapper with sparse layers. Needs {@code deeplearning4j-parallel-wrapper}, which is
 * an optional dependency.
 */
@NullMarked
package org.hrbp.parallel;

import org.jspecify.annotations.NullMarked;
