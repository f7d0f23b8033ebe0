/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.zoo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The networks by name. A new one is registered here. */
public final class Zoo {
    private static final int WIDE = 32;

    private static final Map<String, Supplier<ZooBuilder<?>>> NETS = nets();

    private Zoo() {}

    private static Map<String, Supplier<ZooBuilder<?>>> nets() {
        Map<String, Supplier<ZooBuilder<?>>> nets = new LinkedHashMap<>();
        nets.put("small-cnn", SmallCnn::builder);
        nets.put("resnet32", ResNetCifar::builder);
        nets.put("resnet32-wide", () -> ResNetCifar.builder().width(WIDE));
        nets.put("resnet56", () -> ResNetCifar.builder().depth(56));
        nets.put("resnet56-wide", () -> ResNetCifar.builder().depth(56).width(WIDE));
        nets.put("vgg19", Vgg19Cifar::builder);
        nets.put("resnet50", ResNet50::builder);
        return nets;
    }

    /**
     * The names of all networks.
     *
     * @return an unmodifiable list
     */
    public static List<String> names() {
        return List.copyOf(NETS.keySet());
    }

    /**
     * Finds a network by name.
     *
     * @param name one of {@link #names()}
     * @return a new builder with the network's defaults
     * @throws IllegalArgumentException if there is none of that name
     */
    public static ZooBuilder<?> byName(String name) {
        Supplier<ZooBuilder<?>> net = NETS.get(name);
        if (net == null) {
            throw new IllegalArgumentException("Net \"" + name + "\" is not one of " + names());
        }
        return net.get();
    }

    /**
     * Makes a network.
     *
     * @param spec name and options
     * @return configuration and plan
     * @throws IllegalArgumentException if the name or an option is not allowed
     */
    public static ZooNet build(NetSpec spec) {
        return builder(spec).build();
    }

    static ZooBuilder<?> builder(NetSpec spec) {
        return byName(spec.name())
                .classes(spec.classes())
                .input(spec.height(), spec.width(), spec.channels())
                .structure(spec.structure())
                .sparsity(spec.sparsity())
                .allocation(spec.allocation())
                .groupRows(spec.groupRows())
                .blockDensity(spec.blockDensity())
                .coverChannels(spec.coverChannels())
                .spareSlots(spec.spareSlots())
                .seed(spec.seed())
                .updater(spec.updater())
                .weightDecay(spec.weightDecay());
    }

    /**
     * Weight decay of a network's recipe (GraSP's code; our choice, as the paper's recipe was not available to us).
     *
     * @param name one of {@link #names()}
     * @return L2 coefficient
     * @throws IllegalArgumentException if there is no network of that name
     */
    public static double defaultWeightDecay(String name) {
        return byName(name).weightDecay;
    }
}
