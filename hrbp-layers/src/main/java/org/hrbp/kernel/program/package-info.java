/* SPDX-License-Identifier: Apache-2.0 */
/** A convolution pass as tables: what the float providers share. Internal. */
package org.hrbp.kernel.program;
