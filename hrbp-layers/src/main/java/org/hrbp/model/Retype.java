/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.io.IOException;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.Pooling2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.hrbp.nn.conf.HrbpActivationLayer;
import org.hrbp.nn.conf.HrbpBatchNormalization;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.hrbp.nn.conf.HrbpDenseLayer;
import org.hrbp.nn.conf.HrbpGlobalPoolingLayer;
import org.hrbp.nn.conf.HrbpSubsamplingLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * DL4J's layer configurations and ours with the same options. A layer changes its class by way of its JSON form, in which
 * every option has the same name in both: what a saved model keeps is kept.
 */
final class Retype {
    private static final Map<Class<?>, Class<? extends Layer>> OURS = Map.of(
            ConvolutionLayer.class, HrbpConvolutionLayer.class,
            Convolution2D.class, HrbpConvolutionLayer.class,
            DenseLayer.class, HrbpDenseLayer.class,
            BatchNormalization.class, HrbpBatchNormalization.class,
            SubsamplingLayer.class, HrbpSubsamplingLayer.class,
            Pooling2D.class, HrbpSubsamplingLayer.class,
            GlobalPoolingLayer.class, HrbpGlobalPoolingLayer.class,
            ActivationLayer.class, HrbpActivationLayer.class);

    private static final Map<Class<?>, Class<? extends Layer>> STOCK = Map.of(
            HrbpConvolutionLayer.class, ConvolutionLayer.class,
            HrbpDenseLayer.class, DenseLayer.class,
            HrbpBatchNormalization.class, BatchNormalization.class,
            HrbpSubsamplingLayer.class, SubsamplingLayer.class,
            HrbpGlobalPoolingLayer.class, GlobalPoolingLayer.class,
            HrbpActivationLayer.class, ActivationLayer.class);

    private Retype() {}

    /** Our class for a configuration of exactly one of DL4J's classes; null for any other, subclasses included. */
    static @Nullable Class<? extends Layer> ours(Object conf) {
        return OURS.get(conf.getClass());
    }

    /** DL4J's class for a configuration of exactly one of ours; null for any other. */
    static @Nullable Class<? extends Layer> stock(Object conf) {
        return STOCK.get(conf.getClass());
    }

    /** A new configuration of another class with the same options. */
    static <T extends Layer> T to(Class<T> type, Layer conf) {
        ObjectMapper mapper = NeuralNetConfiguration.mapper();
        try {
            ObjectNode json = (ObjectNode) mapper.readTree(mapper.writeValueAsString(conf));
            json.put("@class", type.getName());
            return type.cast(mapper.treeToValue(json, Layer.class));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "Layer \"" + conf.getLayerName() + "\": its configuration cannot be written as JSON, hence not be"
                            + " saved or copied: " + e.getMessage(),
                    e);
        }
    }
}
