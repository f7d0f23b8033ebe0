/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Examples to copy, in reading order: {@link org.hrbp.examples.SwapConvolutionExample},
 * {@link org.hrbp.examples.SparseMlpExample}, {@link org.hrbp.examples.ZooExample}, {@link org.hrbp.examples.SparkExample}. All run on the images in the jar.
 */
package org.hrbp.examples;
