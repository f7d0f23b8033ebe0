/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model.channel;

import java.util.Set;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.Pooling2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.hrbp.nn.conf.HrbpActivationLayer;
import org.hrbp.nn.conf.HrbpBatchNormalization;
import org.hrbp.nn.conf.HrbpGlobalPoolingLayer;
import org.hrbp.nn.conf.HrbpSubsamplingLayer;
import org.hrbp.nn.conf.SparseLayerConf;
import org.hrbp.nn.conf.WeightShapes;
import org.hrbp.pattern.WeightShape;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/** What a layer does to channels. Classes are compared exactly: a subclass may do something else. */
final class LayerKind {
    /** Kinds of layers. */
    enum Kind {
        /** Makes new channels from all of its input. */
        WEIGHTS,
        /** Has parameters for each channel. */
        PER_CHANNEL,
        /** Has no parameters and hands its channels on in their order. */
        PASSES
    }

    private static final Set<Class<? extends Layer>> WITH_WEIGHTS =
            Set.of(ConvolutionLayer.class, Convolution2D.class, DenseLayer.class, OutputLayer.class);

    private static final Set<Class<? extends Layer>> NORMALISATIONS =
            Set.of(BatchNormalization.class, HrbpBatchNormalization.class);

    private static final Set<Class<? extends Layer>> PASSING = Set.of(
            ActivationLayer.class,
            HrbpActivationLayer.class,
            DropoutLayer.class,
            SubsamplingLayer.class,
            Pooling2D.class,
            HrbpSubsamplingLayer.class,
            GlobalPoolingLayer.class,
            HrbpGlobalPoolingLayer.class,
            ZeroPaddingLayer.class,
            Cropping2D.class,
            Upsampling2D.class,
            LocalResponseNormalization.class,
            LossLayer.class,
            CnnLossLayer.class);

    private LayerKind() {}

    static Kind of(String name, Layer layer) {
        Class<?> type = layer.getClass();
        if (layer instanceof SparseLayerConf || WITH_WEIGHTS.contains(type)) {
            return Kind.WEIGHTS;
        }
        if (NORMALISATIONS.contains(type)) {
            return Kind.PER_CHANNEL;
        }
        if (PASSING.contains(type)) {
            return Kind.PASSES;
        }
        throw new IllegalArgumentException("Layer \"" + name + "\": a " + type.getSimpleName()
                + " is not supported by channel plans; supported are 2D convolutions, dense and output layers, batch"
                + " normalisation, activation, dropout, 2D pooling, padding, cropping and upsampling, local response"
                + " normalisation and loss layers");
    }

    static WeightShape weightShape(String name, FeedForwardLayer layer) {
        if (layer.getNIn() < 1 || layer.getNOut() < 1) {
            throw new IllegalArgumentException("Layer \"" + name + "\" has " + layer.getNIn() + " inputs and "
                    + layer.getNOut() + " outputs; set both, or the input type of the network");
        }
        return WeightShapes.of(layer);
    }

    /** Whether an output channel depends on other channels than its own beyond the weights. */
    static boolean mixesChannels(Layer layer) {
        return layer instanceof LocalResponseNormalization
                || (layer instanceof DenseLayer dense && dense.hasLayerNorm())
                || activation(layer) instanceof ActivationSoftmax;
    }

    private static @Nullable IActivation activation(Layer layer) {
        if (layer instanceof ActivationLayer activation) {
            return activation.getActivationFn();
        }
        return layer instanceof BaseLayer base ? base.getActivationFn() : null;
    }
}
