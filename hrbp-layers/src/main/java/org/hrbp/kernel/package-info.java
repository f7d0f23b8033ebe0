/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Kernels: float or double memory in, float or double memory out. Providers behind one interface, threads, memory
 * access. Imports no DeepLearning4J.
 *
 * <p>Activations are batch-innermost: logical {@code [N, C, H, W]}, memory {@code [C, plane]} where a plane holds
 * {@code [H, W, N]} and a little padding.
 */
package org.hrbp.kernel;
