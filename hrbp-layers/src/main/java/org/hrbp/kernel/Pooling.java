/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

/** How a pooling window becomes one value. */
public enum Pooling {
    /** Largest value. */
    MAX,
    /** Mean of the values. */
    AVERAGE,
    /** Sum of the values. */
    SUM
}
