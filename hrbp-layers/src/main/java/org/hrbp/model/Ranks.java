/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.SpaceToBatchLayer;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.hrbp.nn.conf.HrbpDenseLayer;
import org.hrbp.nn.graph.HrbpFanOut;
import org.jspecify.annotations.Nullable;

/**
 * The ranks of activations as far as a configuration tells: DL4J keeps no input types, and our drop-ins serve images (4) and
 * vectors (2) only. 0 is a rank that is not known.
 */
final class Ranks {
    private static final Set<Class<?>> OF_THEIR_INPUT = Set.of(
            ElementWiseVertex.class,
            MergeVertex.class,
            SubsetVertex.class,
            StackVertex.class,
            UnstackVertex.class,
            ScaleVertex.class,
            ShiftVertex.class,
            L2NormalizeVertex.class,
            PoolHelperVertex.class,
            HrbpFanOut.class,
            BatchNormalization.class,
            ActivationLayer.class,
            DropoutLayer.class,
            LocalResponseNormalization.class,
            PReLULayer.class);

    private static final Set<Class<?>> NO_IMAGES =
            Set.of(Convolution1DLayer.class, Convolution3D.class, Deconvolution3D.class, Subsampling1DLayer.class);

    private static final Set<Class<?>> IMAGES = Set.of(
            ConvolutionLayer.class,
            SubsamplingLayer.class,
            Upsampling2D.class,
            ZeroPaddingLayer.class,
            Cropping2D.class,
            SpaceToDepthLayer.class,
            SpaceToBatchLayer.class);

    private final Map<String, Integer> outputs = new HashMap<>();

    /** Follows the parts in forward order. */
    Ranks(List<Part> parts) {
        parts.forEach(part -> outputs.put(part.name(), output(part)));
    }

    /** The rank that all inputs of a part have after its preprocessor, or 0. */
    int input(Part part) {
        InputPreProcessor preProcessor = part.preProcessor();
        if (preProcessor != null) {
            return ofPreProcessor(preProcessor);
        }
        int[] ranks = part.inputs().stream()
                .mapToInt(name -> outputs.getOrDefault(name, 0))
                .distinct()
                .toArray();
        return ranks.length == 1 ? ranks[0] : 0;
    }

    private static int ofPreProcessor(InputPreProcessor preProcessor) {
        if (preProcessor instanceof CnnToFeedForwardPreProcessor) {
            return 2;
        }
        return preProcessor instanceof FeedForwardToCnnPreProcessor ? 4 : 0;
    }

    private int output(Part part) {
        Object inner = part.inner();
        if (isOneOf(NO_IMAGES, inner)) {
            return 0;
        }
        if (isOneOf(IMAGES, inner)) {
            return 4;
        }
        if (inner instanceof DenseLayer || inner instanceof HrbpDenseLayer) {
            return 2;
        }
        if (inner instanceof GlobalPoolingLayer pooling) {
            return pooling.isCollapseDimensions() ? 2 : input(part);
        }
        return isOneOf(OF_THEIR_INPUT, inner) ? input(part) : 0;
    }

    private static boolean isOneOf(Set<Class<?>> classes, @Nullable Object object) {
        return classes.stream().anyMatch(type -> type.isInstance(object));
    }
}
