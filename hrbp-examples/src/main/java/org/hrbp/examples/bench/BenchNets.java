/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.examples.run.InputShape;
import org.hrbp.examples.run.OneLine;
import org.hrbp.examples.run.RefusedException;
import org.hrbp.model.Hrbp;
import org.hrbp.model.channel.ChannelPlan;
import org.hrbp.pattern.ChannelStructure;
import org.hrbp.pattern.DenseStructure;
import org.hrbp.zoo.Zoo;
import org.hrbp.zoo.ZooBuilder;
import org.hrbp.zoo.ZooNet;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * The networks that are measured: images as CIFAR's and 10 classes, for ResNet-50 as ImageNet's; the recipe's updater and weight
 * decay.
 */
final class BenchNets {
    static final String IMAGENET_NET = "resnet50";

    private static final InputShape CIFAR = InputShape.of("cifar10");
    private static final InputShape IMAGENET = InputShape.of("imagenet");

    static final double MOMENTUM = 0.9;

    /** Low, because there is nothing to learn from random images. */
    static final double LEARNING_RATE = 0.01;

    private BenchNets() {}

    /** What a network gets. */
    static InputShape shape(String net) {
        return net.equals(IMAGENET_NET) ? IMAGENET : CIFAR;
    }

    /**
     * A network of ours, with channels dropped consistently through all layers.
     *
     * @throws RefusedException if the network cannot be made so
     */
    static ComputationGraph ours(BenchConfig config, Variant variant) {
        try {
            if (!variant.structure().equals(ChannelStructure.ID)) {
                return sparse(config, variant).build().init();
            }
            ComputationGraph dense = dense(config).init();
            ChannelPlan plan = ChannelPlan.of(dense, variant.sparsity(), config.seed());
            return Hrbp.withPatterns(dense, plan.patterns(), variant.structure());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(OneLine.of(e));
        }
    }

    /**
     * A network of ours for dynamic sparse training.
     *
     * @throws RefusedException if the network cannot be made so
     */
    static ComputationGraph dynamic(BenchConfig config, Variant variant) {
        try {
            return sparse(config, variant).spareSlots(true).build().init();
        } catch (IllegalArgumentException e) {
            throw new RefusedException(OneLine.of(e));
        }
    }

    private static ZooBuilder<?> sparse(BenchConfig config, Variant variant) {
        return common(config.net(), config.seed())
                .structure(variant.structure())
                .sparsity(variant.sparsity())
                .allocation(config.allocation());
    }

    static ZooNet dense(BenchConfig config) {
        return common(config.net(), config.seed()).structure(DenseStructure.ID).build();
    }

    /** The network of DL4J's own layers, dense. */
    static ZooNet stock(String net, long seed) {
        return common(net, seed)
                .structure(Variant.DENSE.structure())
                .stock(true)
                .build();
    }

    /** Parameters that other frameworks count as well: running means and variances are none. */
    static long trainedParameters(String net) {
        return stock(net, 1).conf().getVertices().values().stream()
                .filter(LayerVertex.class::isInstance)
                .map(vertex -> ((LayerVertex) vertex).getLayerConf())
                .mapToLong(BenchNets::trainedParameters)
                .sum();
    }

    private static long trainedParameters(NeuralNetConfiguration conf) {
        long all = conf.getLayer().initializer().numParams(conf);
        return conf.getLayer() instanceof BatchNormalization norm ? all - 2 * norm.getNOut() : all;
    }

    private static ZooBuilder<?> common(String net, long seed) {
        InputShape shape = shape(net);
        return Zoo.byName(net)
                .classes(shape.classes())
                .input(shape.height(), shape.width(), shape.channels())
                .seed(seed)
                .updater(new Nesterovs(LEARNING_RATE, MOMENTUM));
    }

    /** Two per multiply-add of a step of the dense network: three passes over all convolutions and the classifier. */
    static double denseFlops(ZooNet net, String name, int batch) {
        // DL4J adds preprocessors on the way, hence the copy
        Map<String, InputType> outputs =
                net.conf().clone().getLayerActivationTypes(shape(name).inputType());
        double multiplyAdds = net.plan().layers().stream()
                .mapToDouble(layer -> (double) layer.shape().size() * pixels(outputs.get(layer.name())))
                .sum();
        return 2.0 * 3 * batch * multiplyAdds;
    }

    private static long pixels(@Nullable InputType output) {
        return output instanceof InputType.InputTypeConvolutional image ? image.getHeight() * image.getWidth() : 1;
    }
}
