/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Examples to read and to copy: small programs for each task, network and engine. Begin with {@link
 * org.hrbp.examples.SwapConvolutionExample}; {@code hrbp-examples/README.md} lists all in reading order.
 */
package org.hrbp.examples;
