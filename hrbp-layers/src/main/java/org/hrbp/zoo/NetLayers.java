/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.zoo;

import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.hrbp.density.LayerPlan;
import org.hrbp.evolve.Dsr;
import org.hrbp.nn.conf.HrbpBatchNormalization;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.hrbp.nn.conf.HrbpDenseLayer;
import org.hrbp.nn.conf.HrbpGlobalPoolingLayer;
import org.hrbp.nn.conf.HrbpSubsamplingLayer;
import org.hrbp.nn.conf.PatternSettings;
import org.hrbp.nn.graph.HrbpElementWiseVertex;
import org.hrbp.nn.graph.HrbpFanOut;
import org.hrbp.pattern.UnstructuredStructure;
import org.hrbp.pattern.WeightShape;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The layer configurations of a network: sparse with drop-ins, sparse among DL4J's layers, or DL4J's alone. */
final class NetLayers {
    /** Standard deviation of the classifier's initial weights (GraSP's recipe). */
    private static final double CLASSIFIER_DEVIATION = 0.01;

    private final ZooBuilder<?> options;

    NetLayers(ZooBuilder<?> options) {
        this.options = options;
    }

    /** Whether the ReLUs are part of the layers before them. */
    boolean fused() {
        return options.dropIns && !options.stock;
    }

    Layer convolution(LayerPlan plan, int stride, boolean first) {
        WeightShape shape = plan.shape();
        int[] kernel = {shape.kernelHeight(), shape.kernelWidth()};
        int[] strides = {stride, stride};
        int[] padding = {kernel[0] / 2, kernel[1] / 2};
        if (options.stock) {
            return common(new ConvolutionLayer.Builder(kernel, strides, padding), shape)
                    .build();
        }
        HrbpConvolutionLayer.Builder builder =
                common(new HrbpConvolutionLayer.Builder(kernel, strides, padding), shape);
        builder.setPatternSettings(settings(plan));
        return builder.inputGradient(!first).build();
    }

    /** Kaiming normal, fan-out without the stride, as in PyTorch; DL4J's own divides the fan-out by the stride. */
    private static <B extends ConvolutionLayer.BaseConvBuilder<B>> B common(B builder, WeightShape shape) {
        double fanOut = (double) shape.rows() * shape.positions();
        return builder.nIn(shape.channels())
                .nOut(shape.rows())
                .hasBias(false)
                .activation(Activation.IDENTITY)
                .weightInit(new NormalDistribution(0, Math.sqrt(2 / fanOut)));
    }

    private PatternSettings settings(LayerPlan plan) {
        PatternSettings settings = PatternSettings.planned(plan);
        if (!options.spareSlots || !plan.structureId().equals(UnstructuredStructure.ID)) {
            return settings;
        }
        int slots = Dsr.weightCapacity(plan.shape(), plan.kept());
        return settings.withWeightCapacity(slots).withPatternCapacity(Dsr.patternCapacity(plan.shape(), slots));
    }

    Layer batchNorm(int width, boolean relu) {
        FeedForwardLayer.Builder<?> builder =
                fused() ? new HrbpBatchNormalization.Builder().fusedReLU(relu) : new BatchNormalization.Builder();
        return builder.nIn(width).nOut(width).build();
    }

    GraphVertex addRelu() {
        return fused() ? new HrbpElementWiseVertex().fusedReLU(true) : new ElementWiseVertex(ElementWiseVertex.Op.Add);
    }

    Layer relu() {
        return new ActivationLayer(Activation.RELU);
    }

    GraphVertex fanOut() {
        return new HrbpFanOut();
    }

    Layer maxPool(int kernel, int stride, int padding) {
        int[] window = {kernel, kernel};
        int[] strides = {stride, stride};
        int[] around = {padding, padding};
        return fused()
                ? new HrbpSubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX, window, strides, around).build()
                : new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX, window, strides, around).build();
    }

    Layer globalAverage() {
        return fused() ? new HrbpGlobalPoolingLayer(PoolingType.AVG) : new GlobalPoolingLayer(PoolingType.AVG);
    }

    Layer output(int nIn) {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .nIn(nIn)
                .nOut(options.classes)
                .weightInit(new NormalDistribution(0, CLASSIFIER_DEVIATION))
                .build();
    }

    Layer classifier(LayerPlan plan) {
        HrbpDenseLayer.Builder builder = new HrbpDenseLayer.Builder()
                .nIn(plan.shape().channels())
                .nOut(plan.shape().rows())
                .activation(Activation.IDENTITY)
                .weightInit(new NormalDistribution(0, CLASSIFIER_DEVIATION));
        builder.setPatternSettings(settings(plan));
        return builder.build();
    }

    Layer loss() {
        return new LossLayer.Builder(LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .build();
    }
}
