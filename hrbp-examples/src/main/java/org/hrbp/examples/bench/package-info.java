/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Benchmarks: whole training steps, single layers, and both against dense DL4J and PyTorch. What is compared is measured in
 * turns, so that a machine which is busy now and then slows all of it alike.
 */
package org.hrbp.examples.bench;
