/* SPDX-License-Identifier: Apache-2.0 */
/** Obvious kernels in double arithmetic: the reference of the tests and the provider of DOUBLE networks. */
package org.hrbp.kernel.reference;
