/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.hrbp.pattern.Pattern;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The weights of sparse layers as dense arrays, for people, export and tests. Shapes are the stock layers':
 * {@code [nOut, nIn, kH, kW]} of a convolution, {@code [nIn, nOut]} of a fully connected layer. Wrappers such as frozen layers
 * are looked through.
 */
public final class HrbpWeights {
    private HrbpWeights() {}

    /**
     * The weights with zeros in place of those that do not exist.
     *
     * @param layer a runtime layer
     * @return a new array in the stock layer's shape
     * @throws IllegalArgumentException if it is not a sparse layer
     */
    public static INDArray dense(Layer layer) {
        return sparse(layer).denseWeights();
    }

    /**
     * The weights of a layer with zeros in place of those that do not exist.
     *
     * @param model an initialised MultiLayerNetwork or ComputationGraph
     * @param layerName name of a sparse layer
     * @return a new array in the stock layer's shape
     * @throws IllegalArgumentException if there is no sparse layer of that name
     */
    public static INDArray dense(Model model, String layerName) {
        return dense(find(model, layerName));
    }

    /**
     * Takes the kept weights out of a dense array; the others are ignored.
     *
     * @param layer a runtime layer
     * @param dense an array in the stock layer's shape
     * @throws IllegalArgumentException if it is not a sparse layer or the shape differs
     */
    public static void setDense(Layer layer, INDArray dense) {
        sparse(layer).setDenseWeights(dense);
    }

    /**
     * Takes the kept weights of a layer out of a dense array; the others are ignored.
     *
     * @param model an initialised MultiLayerNetwork or ComputationGraph
     * @param layerName name of a sparse layer
     * @param dense an array in the stock layer's shape
     * @throws IllegalArgumentException if there is no sparse layer of that name or the shape differs
     */
    public static void setDense(Model model, String layerName, INDArray dense) {
        setDense(find(model, layerName), dense);
    }

    /**
     * The paper's mask: 1 where a weight exists, else 0.
     *
     * @param layer a runtime layer
     * @return a new array in the stock layer's shape
     * @throws IllegalArgumentException if it is not a sparse layer
     */
    public static INDArray mask(Layer layer) {
        return sparse(layer).mask();
    }

    /**
     * The paper's mask of a layer: 1 where a weight exists, else 0.
     *
     * @param model an initialised MultiLayerNetwork or ComputationGraph
     * @param layerName name of a sparse layer
     * @return a new array in the stock layer's shape
     * @throws IllegalArgumentException if there is no sparse layer of that name
     */
    public static INDArray mask(Model model, String layerName) {
        return mask(find(model, layerName));
    }

    /**
     * Which weights exist now.
     *
     * @param layer a runtime layer
     * @return the pattern
     * @throws IllegalArgumentException if it is not a sparse layer
     */
    public static Pattern pattern(Layer layer) {
        return sparse(layer).pattern();
    }

    /**
     * Which weights of a layer exist now.
     *
     * @param model an initialised MultiLayerNetwork or ComputationGraph
     * @param layerName name of a sparse layer
     * @return the pattern
     * @throws IllegalArgumentException if there is no sparse layer of that name
     */
    public static Pattern pattern(Model model, String layerName) {
        return pattern(find(model, layerName));
    }

    private static SparseLayer sparse(Layer layer) {
        Layer inner = NamedLayer.unwrap(layer);
        if (inner instanceof SparseLayer sparse) {
            return sparse;
        }
        throw new IllegalArgumentException("Layer \"" + inner.conf().getLayer().getLayerName() + "\" is a "
                + inner.getClass().getSimpleName() + "; only sparse layers have a pattern");
    }

    private static Layer find(Model model, String layerName) {
        List<NamedLayer> layers = NamedLayer.of(model);
        return layers.stream()
                .filter(named -> layerName.equals(named.name()))
                .findFirst()
                .map(NamedLayer::layer)
                .orElseThrow(() -> new IllegalArgumentException("Layer \"" + layerName + "\" is not one of "
                        + layers.stream().map(NamedLayer::name).toList()));
    }
}
