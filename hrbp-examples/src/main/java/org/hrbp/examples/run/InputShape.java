/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.nio.file.Path;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.hrbp.examples.data.ImageFolders;
import org.hrbp.examples.data.ImageSets;
import org.jspecify.annotations.Nullable;

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
     * The shape of a data set's images; for folders whose classes the name does not tell by a look at them.
     *
     * @param data name of the data set
     * @param dir where the data are; null is the usual place
     * @return their shape
     * @throws RefusedException if there is none of that name
     * @throws org.hrbp.examples.data.DataException if the folders are missing or not in the layout
     */
    public static InputShape of(String data, @Nullable Path dir) {
        if (!ImageFolders.has(data) || data.equals(ImageFolders.IMAGENET)) {
            return of(data);
        }
        ImageFolders folders = ImageFolders.load(data, dir);
        int classes = folders.train().classes().size();
        return new InputShape(classes, ImageFolders.CHANNELS, folders.size(), folders.size());
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
