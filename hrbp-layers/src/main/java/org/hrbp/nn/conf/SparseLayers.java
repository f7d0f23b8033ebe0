/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.conf;

import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.constraint.NonNegativeConstraint;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.hrbp.nn.layers.Supported;
import org.hrbp.nn.params.HrbpParamInitializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;

/** What the sparse layer configurations share. */
final class SparseLayers {
    private SparseLayers() {}

    /** Checks a builder's settings; those of a layer without a name wait until DL4J has given it one. */
    static void validateNamed(PatternSettings settings, @Nullable String layerName) {
        if (layerName != null) {
            settings.validate(layerName);
        }
    }

    /** Refuses data types and constraints that packed weights cannot serve, before anything is allocated. */
    static <T extends FeedForwardLayer & SparseLayerConf> void validate(T layer, DataType type) {
        layer.patternSpec(0);
        Supported.dataType("Layer \"" + layer.getLayerName() + "\"", type);
        if (layer.getConstraints() == null) {
            return;
        }
        for (LayerConstraint constraint : layer.getConstraints()) {
            boolean onWeights = constraint.getParams().contains(HrbpParamInitializer.WEIGHT_KEY)
                    || constraint.getParams().contains(HrbpParamInitializer.PATTERN_KEY);
            if (onWeights && !(constraint instanceof NonNegativeConstraint)) {
                throw new DL4JInvalidConfigException("Layer \"" + layer.getLayerName() + "\": constraint "
                        + constraint.getClass().getSimpleName()
                        + " needs the axes of a dense weight array, which packed weights do not have;"
                        + " only NonNegativeConstraint is allowed on weights");
            }
        }
    }

    /** The pattern is never trained. */
    static IUpdater updater(String paramName, IUpdater other) {
        return HrbpParamInitializer.PATTERN_KEY.equals(paramName) ? new NoOp() : other;
    }

    /** Kept weights, pattern and bias; updater state of the trained ones only. */
    static <T extends FeedForwardLayer & SparseLayerConf> LayerMemoryReport memoryReport(T layer, InputType input) {
        long params = layer.initializer().numParams(layer);
        long trained = params - layer.getPatternSettings().patternSlots(layer.patternSpec(0));
        return Instances.memory(
                layer,
                input,
                layer.getOutputType(-1, input),
                params,
                layer.getIUpdater().stateSize(trained));
    }
}
