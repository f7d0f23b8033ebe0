/* SPDX-License-Identifier: Apache-2.0 */
/** Float kernels in plain Java: loops that the JIT compiler vectorises over heap copies of short runs. */
package org.hrbp.kernel.scalar;
