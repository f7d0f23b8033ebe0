/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;

/** Which of the layers that could be pruned keep all their weights, and why. */
final class DenseLayers {
    /** First convolutions with as many input channels are pruned (our choice, as in the zoo's networks). */
    private static final int FEW_CHANNELS = 8;

    private final Inventory inventory;
    private final SparsifySpec spec;

    DenseLayers(Inventory inventory, SparsifySpec spec) {
        this.inventory = inventory;
        this.spec = spec;
        Set<String> unknown = new TreeSet<>(spec.denseLayers());
        unknown.removeAll(inventory.counted());
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("SparsifySpec: layers " + unknown
                    + " are to stay dense, but the network's convolution and fully connected layers are "
                    + inventory.counted());
        }
    }

    /** The reason by layer name, for the report. */
    Map<String, String> reasons() {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (String name : inventory.prunable()) {
            if (spec.namedDense(name)) {
                reasons.put(name, "stays dense: asked for");
            } else if (spec.outputDense() && feedsLoss(name)) {
                reasons.put(name, "stays dense: output layer");
            }
        }
        if (spec.firstConvolutionDense()) {
            inventory.parts().stream()
                    .filter(part -> part.inner() instanceof ConvolutionLayer)
                    .findFirst()
                    .filter(part -> inventory.prunable().contains(part.name()))
                    .filter(part -> ((ConvolutionLayer) part.inner()).getNIn() < FEW_CHANNELS)
                    .ifPresent(part -> reasons.putIfAbsent(part.name(), "stays dense: first convolution"));
        }
        return reasons;
    }

    /** A layer whose output goes straight to a loss without weights of its own is the output layer. */
    private boolean feedsLoss(String name) {
        return inventory.parts().stream()
                .filter(part -> part.inputs().contains(name))
                .map(Part::inner)
                .anyMatch(inner ->
                        inner instanceof LossLayer || inner instanceof CnnLossLayer || inner instanceof RnnLossLayer);
    }
}
