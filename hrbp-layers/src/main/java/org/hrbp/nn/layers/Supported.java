/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

import org.nd4j.linalg.api.buffer.DataType;

/** Refusals that every layer and vertex of this library shares. */
public final class Supported {
    private Supported() {}

    /**
     * Refuses a network data type without kernels.
     *
     * @param owner layer or vertex, for the message
     * @param type data type of the network
     * @throws IllegalArgumentException unless it is FLOAT or DOUBLE
     */
    public static void dataType(String owner, DataType type) {
        if (type != DataType.FLOAT && type != DataType.DOUBLE) {
            throw new IllegalArgumentException(
                    owner + ": data type " + type + " is not supported; use FLOAT or DOUBLE");
        }
    }
}
