/* SPDX-License-Identifier: Apache-2.0 */
/** Kernels on Java's Vector API. Loaded by name only, and only where the incubator module is present. */
package org.hrbp.kernel.vector;
