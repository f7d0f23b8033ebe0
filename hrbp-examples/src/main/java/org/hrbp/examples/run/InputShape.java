/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import org.deeplearning4j.nn.conf.inputs.InputType;

/**
 * What a network is to classify.
 *
 * @param classes number of classes
 * @param channels channels of an image
 * @param height rows of an image
 * @param width columns of an image
 */
public record InputShape(int classes, int channels, int height, int width) {
    /**
     * The shape for DL4J.
     *
     * @return a convolutional input type
     */
    public InputType inputType() {
        return InputType.convolutional(height, width, channels);
    }

    /**
     * The shape that a network sees of this one.
     *
     * @param net name of the network
     * @return this shape, padded as the network wants it
     */
    public InputShape paddedFor(String net) {
        int size = Networks.padTo(net);
        return new InputShape(classes, channels, Math.max(height, size), Math.max(width, size));
    }
}
