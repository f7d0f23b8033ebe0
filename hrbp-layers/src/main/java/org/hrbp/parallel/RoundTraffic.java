/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.parallel;

import org.deeplearning4j.nn.api.Model;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.hrbp.nn.params.HrbpParamInitializer;
import org.hrbp.nn.params.UpdaterState;
import org.hrbp.pattern.WeightShape;

/**
 * What one replica hands over when replicas exchange what they learned, in bytes; it gets as many back. The dense network beside it
 * has stock layers of the same sizes.
 *
 * @param parameters all parameters but the patterns: kept weights, biases, parameters of other layers
 * @param patterns the patterns, parameter {@code I}
 * @param updater the updater's state
 * @param denseParameters the dense network's parameters
 * @param denseUpdater the dense network's updater state
 */
public record RoundTraffic(long parameters, long patterns, long updater, long denseParameters, long denseUpdater) {
    /**
     * What is exchanged when parameters are averaged.
     *
     * @param model an initialised network
     * @param updaters whether updater states are averaged too
     * @return the bytes of one replica and one averaging
     */
    public static RoundTraffic ofAveraging(Model model, boolean updaters) {
        Counts counts = Counts.of(model, updaters);
        long width = model.params().dataType().width();
        return new RoundTraffic(
                width * (counts.all - counts.patterns),
                width * counts.patterns,
                width * counts.updater,
                width * counts.dense(),
                width * counts.denseUpdater());
    }

    /**
     * The most that is exchanged when gradients are shared: the bitmap of DL4J's encoding, two bits per parameter; updates that
     * change few parameters take less.
     *
     * @param model an initialised network
     * @return the bytes of one replica and one step
     */
    public static RoundTraffic ofSharing(Model model) {
        Counts counts = Counts.of(model, false);
        long patterns = bitmap(counts.all) - bitmap(counts.all - counts.patterns);
        return new RoundTraffic(bitmap(counts.all - counts.patterns), patterns, 0, bitmap(counts.dense()), 0);
    }

    private static long bitmap(long parameters) {
        return Integer.BYTES * (parameters / 16 + 5);
    }

    /**
     * All that one replica hands over.
     *
     * @return bytes
     */
    public long total() {
        return parameters + patterns + updater;
    }

    /**
     * All that a replica of the dense network would hand over.
     *
     * @return bytes
     */
    public long denseTotal() {
        return denseParameters + denseUpdater;
    }

    /** Numbers, not bytes. {@code missing}: weights that do not exist, and the updater's numbers for them. */
    private record Counts(long all, long patterns, long missing, long updater, long missingUpdater) {
        static Counts of(Model model, boolean updaters) {
            long patterns = 0;
            long missing = 0;
            for (NamedLayer named : NamedLayer.of(model)) {
                if (NamedLayer.unwrap(named.layer()) instanceof SparseLayer sparse) {
                    patterns += NamedLayer.unwrap(named.layer())
                            .getParam(HrbpParamInitializer.PATTERN_KEY)
                            .length();
                    missing += missing(
                            sparse,
                            NamedLayer.unwrap(named.layer())
                                    .getParam(HrbpParamInitializer.WEIGHT_KEY)
                                    .length());
                }
            }
            long state = 0;
            long missingState = 0;
            if (updaters) {
                for (UpdaterState part : UpdaterState.of(model, true)) {
                    state += (long) part.parts() * part.length();
                    if (part.layer() instanceof org.deeplearning4j.nn.api.Layer layer
                            && NamedLayer.unwrap(layer) instanceof SparseLayer sparse
                            && part.param().equals(HrbpParamInitializer.WEIGHT_KEY)) {
                        missingState += part.parts() * missing(sparse, part.length());
                    }
                }
            }
            return new Counts(model.params().length(), patterns, missing, state, missingState);
        }

        private static long missing(SparseLayer layer, long stored) {
            WeightShape shape = layer.pattern().shape();
            return shape.size() - stored;
        }

        long dense() {
            return all - patterns + missing;
        }

        long denseUpdater() {
            return updater + missingUpdater;
        }
    }
}
