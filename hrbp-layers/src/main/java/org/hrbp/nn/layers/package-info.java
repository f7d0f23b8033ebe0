/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Runtime layers: forward pass, gradients, pattern state, and how batch-innermost activations travel through a network.
 *
 * @serial exclude
 */
package org.hrbp.nn.layers;
