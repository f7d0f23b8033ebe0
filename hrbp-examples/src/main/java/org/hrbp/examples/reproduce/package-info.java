/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The paper's tables and figures again: grids of training runs and of time measurements, and what is written of them.
 */
package org.hrbp.examples.reproduce;
