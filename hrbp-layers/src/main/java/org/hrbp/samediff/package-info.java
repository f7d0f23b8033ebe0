/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Sparse convolution and fully connected ops for ND4J's SameDiff, with their gradients, and dynamic sparse training of graphs
 * that use them. Imports no DeepLearning4J.
 */
@NullMarked
package org.hrbp.samediff;

import org.jspecify.annotations.NullMarked;
