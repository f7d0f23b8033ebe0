/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.zoo;

import java.util.Map;
import java.util.function.ToLongFunction;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.hrbp.density.LayerPlan;
import org.hrbp.pattern.DenseStructure;
import org.hrbp.pattern.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Controls that every sparse network has to beat: the same network, dense, with all widths multiplied by one factor, so that it
 * has as many weights or as much forward work as a sparse one. Widths are rounded, and the factor is the largest that does not
 * exceed the sparse network (our choice): at sparsity 0.9 and 0.95 it is at most 4 % below in weights, in narrow nets at 0.99 up to
 * 11 %.
 */
public final class NarrowNets {
    /** Room for the rounding of products such as {@code 0.29 * 100}. */
    private static final double EPSILON = 1e-6;
    /** A factor that makes every width 1. */
    private static final double LEAST = 1e-9;
    /** Halvings of the factor's range; widths are the same long before. */
    private static final int STEPS = 30;

    private NarrowNets() {}

    /**
     * The narrow dense network with as many convolution and classifier weights as a sparse one.
     *
     * @param spec the sparse network; its structure and allocation do not matter
     * @return a dense network with at most {@code floor((1 - sparsity) * weights)} weights
     * @throws IllegalArgumentException if an option is not allowed, or the network has more weights at width 1
     */
    public static ZooNet equalWeights(NetSpec spec) {
        long all = dense(spec, 1).plan().totalWeights();
        long budget = (long) Math.floor((1 - spec.sparsity()) * all + EPSILON);
        return within(spec, "weights", budget, net -> net.plan().totalWeights());
    }

    /**
     * The narrow dense network with as much forward work as a sparse one.
     *
     * @param spec the sparse network
     * @return a dense network with at most as many multiply-adds
     * @throws IllegalArgumentException if an option is not allowed, or the network has more multiply-adds at width 1
     */
    public static ZooNet equalFlops(NetSpec spec) {
        return equalFlops(spec, multiplyAdds(spec));
    }

    /**
     * The narrow dense network with as much forward work as stated.
     *
     * @param spec the network; structure, sparsity and allocation do not matter
     * @param multiplyAdds forward multiply-adds per image, see {@link #multiplyAdds(NetSpec, Map)}
     * @return a dense network with at most as many multiply-adds
     * @throws IllegalArgumentException if an option is not allowed, or the network has more multiply-adds at width 1
     */
    public static ZooNet equalFlops(NetSpec spec, long multiplyAdds) {
        return within(spec, "multiply-adds", multiplyAdds, net -> work(spec, net, NarrowNets::kept));
    }

    /**
     * Forward work of a sparse network: kept weights times output pixels. Borders are not taken off; biases, batch
     * normalisation, pooling and sums do not count.
     *
     * @param spec the network
     * @return multiply-adds per image
     * @throws IllegalArgumentException if an option is not allowed
     */
    public static long multiplyAdds(NetSpec spec) {
        return work(spec, Zoo.build(spec), NarrowNets::kept);
    }

    /**
     * Forward work of a network whose layers keep what is stated, such as that of a channel plan.
     *
     * @param spec the network; structure, sparsity and allocation do not matter
     * @param patterns patterns by layer name; other layers are dense
     * @return multiply-adds per image
     * @throws IllegalArgumentException if an option is not allowed
     */
    public static long multiplyAdds(NetSpec spec, Map<String, Pattern> patterns) {
        return work(spec, dense(spec, 1), layer -> {
            Pattern pattern = patterns.get(layer.name());
            return pattern == null ? layer.kept() : pattern.keptCount();
        });
    }

    private static long kept(LayerPlan layer) {
        return layer.kept();
    }

    private static long work(NetSpec spec, ZooNet net, ToLongFunction<LayerPlan> kept) {
        // DL4J adds preprocessors on the way, hence the copy
        Map<String, InputType> outputs = net.conf()
                .clone()
                .getLayerActivationTypes(InputType.convolutional(spec.height(), spec.width(), spec.channels()));
        return net.plan().layers().stream()
                .mapToLong(layer -> kept.applyAsLong(layer) * pixels(outputs.get(layer.name())))
                .sum();
    }

    private static long pixels(@Nullable InputType output) {
        return output instanceof InputType.InputTypeConvolutional image ? image.getHeight() * image.getWidth() : 1;
    }

    private static ZooNet dense(NetSpec spec, double factor) {
        return Zoo.builder(spec)
                .structure(DenseStructure.ID)
                .widthFactor(factor)
                .build();
    }

    private static ZooNet within(NetSpec spec, String what, long budget, ToLongFunction<ZooNet> cost) {
        ZooNet least = dense(spec, LEAST);
        if (cost.applyAsLong(least) > budget) {
            throw new IllegalArgumentException(spec.name() + ": at width 1 the network has " + cost.applyAsLong(least)
                    + " " + what + ", but " + budget + " are allowed; lower the sparsity");
        }
        ZooNet full = dense(spec, 1);
        if (cost.applyAsLong(full) <= budget) {
            return full;
        }
        ZooNet best = least;
        double low = LEAST;
        double high = 1;
        for (int i = 0; i < STEPS; i++) {
            double middle = (low + high) / 2;
            ZooNet net = dense(spec, middle);
            if (cost.applyAsLong(net) <= budget) {
                best = net;
                low = middle;
            } else {
                high = middle;
            }
        }
        return best;
    }
}
