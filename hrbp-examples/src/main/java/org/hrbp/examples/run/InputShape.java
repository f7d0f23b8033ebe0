/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.hrbp.examples.data.ImageSets;

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
     * The shape of a data set's images.
     *
     * @param data name of the data set
     * @return their shape
     * @throws RefusedException if there is none of that name
     */
    public static InputShape of(String data) {
        return switch (data) {
            case "fashion-mini", "fashion-mnist" -> new InputShape(10, 1, 28, 28);
            case "cifar10" -> new InputShape(10, 3, 32, 32);
            case "cifar100" -> new InputShape(100, 3, 32, 32);
            case "imagenet" -> new InputShape(1000, 3, 224, 224);
            default ->
                throw new RefusedException(
                        "--data " + data + " is unknown, choose one of " + String.join(", ", ImageSets.names()));
        };
    }

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
