/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Graph vertices that keep activations batch-innermost: configurations, and the vertices that run.
 *
 * @serial exclude
 */
package org.hrbp.nn.graph;
