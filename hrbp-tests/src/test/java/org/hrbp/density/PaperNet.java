/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.density;

import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.hrbp.zoo.Zoo;
import org.hrbp.zoo.ZooNet;

/** A network of the zoo for CIFAR images: its plan, and how many output pixels each layer has. */
final class PaperNet {
    final DensityPlan plan;
    private final Map<String, InputType> outputs;

    PaperNet(String name, String allocation, double sparsity) {
        ZooNet net = Zoo.byName(name).allocation(allocation).sparsity(sparsity).build();
        this.plan = net.plan();
        this.outputs = net.conf().getLayerActivationTypes(InputType.convolutional(32, 32, 3));
    }

    double[] densities() {
        return plan.layers().stream().mapToDouble(LayerPlan::targetDensity).toArray();
    }

    /** Multiply-accumulates of one image's forward pass. */
    double macs() {
        double macs = 0;
        for (LayerPlan layer : plan.layers()) {
            long pixels = Objects.requireNonNull(outputs.get(layer.name())).arrayElementsPerExample()
                    / layer.shape().rows();
            macs += layer.targetDensity() * layer.shape().size() * pixels;
        }
        return macs;
    }
}
