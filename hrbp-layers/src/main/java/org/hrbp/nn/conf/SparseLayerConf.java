/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.conf;

import org.hrbp.pattern.PatternSpec;
import org.hrbp.pattern.WeightShape;

/** Configuration of a layer that stores and computes kept weights only. */
public interface SparseLayerConf {
    /**
     * The pattern's settings.
     *
     * @return the settings
     */
    PatternSettings getPatternSettings();

    /**
     * Replaces the pattern's settings.
     *
     * @param settings the settings
     */
    void setPatternSettings(PatternSettings settings);

    /**
     * Name of the layer.
     *
     * @return the name, or null before DL4J has given one
     */
    String getLayerName();

    /**
     * Shape of the dense weights.
     *
     * @return output channels, input channels, kernel height and width
     */
    WeightShape weightShape();

    /**
     * Whether the layer has a bias.
     *
     * @return true if it has one
     */
    boolean hasBias();

    /**
     * Inputs and outputs of one unit for weight initialisation, as the stock layer counts them.
     *
     * @return fan-in and fan-out
     */
    double[] fans();

    /**
     * The shape of the stock layer's weight array.
     *
     * @return {@code [nOut, nIn, kH, kW]} of a convolution, {@code [nIn, nOut]} of a fully connected layer
     */
    long[] stockShape();

    /**
     * The memory order of the stock layer's weight array: with it the elements stand row by row (output channels first).
     *
     * @return {@code 'c'} of a convolution, {@code 'f'} of a fully connected layer
     */
    char stockOrder();

    /**
     * The specification of the layer's pattern.
     *
     * @param networkSeed seed of the network's configuration
     * @return the specification
     * @throws org.deeplearning4j.exception.DL4JInvalidConfigException if settings and shape do not fit, with the layer's name
     */
    default PatternSpec patternSpec(long networkSeed) {
        WeightShape shape;
        try {
            shape = weightShape();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw PatternSettings.refuse(getLayerName(), e.getMessage(), e);
        }
        return getPatternSettings().spec(getLayerName(), shape, networkSeed);
    }
}
