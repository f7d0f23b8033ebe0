/* SPDX-License-Identifier: Apache-2.0 */
/** Networks of the paper's CIFAR experiments and a small one for trying things out, as ComputationGraph configurations. */
package org.hrbp.zoo;
