/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Page {@code /hrbp} of the training UI: densities, kept channels, churn and step times of the sparse layers. Optional: needs
 * {@code org.deeplearning4j:deeplearning4j-vertx}, and nothing else of this library uses it.
 */
@NullMarked
package org.hrbp.ui;

import org.jspecify.annotations.NullMarked;
