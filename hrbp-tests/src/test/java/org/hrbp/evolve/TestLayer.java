/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternSpec;
import org.hrbp.pattern.PatternState;
import org.hrbp.pattern.Structures;
import org.hrbp.pattern.WeightShape;

/** A layer in training: packed weights and a momentum beside them, both moved by updates. */
final class TestLayer {
    final String name;
    PatternState state;
    float[] weights;
    float[] momentum;

    TestLayer(String name, PatternState state, int capacity) {
        this.name = name;
        this.state = state;
        this.weights = new float[capacity];
        this.momentum = new float[capacity];
    }

    static TestLayer of(String name, String structure, PatternSpec spec, int spareSlots) {
        Pattern pattern = Structures.byId(structure).buildRandom(spec);
        return new TestLayer(name, PatternState.initial(pattern, structure), pattern.keptCount() + spareSlots);
    }

    static TestLayer of(String name, String structure, int rows, int channels, int kernel, double density) {
        PatternSpec spec = PatternSpec.of(new WeightShape(rows, channels, kernel, kernel), density)
                .withGroupRows(4)
                .withSeed(name.hashCode());
        return of(name, structure, spec, 0);
    }

    int kept() {
        return state.pattern().keptCount();
    }

    void fill(DoubleSupplier numbers) {
        for (int slot = 0; slot < kept(); slot++) {
            weights[slot] = (float) numbers.getAsDouble();
            momentum[slot] = (float) numbers.getAsDouble();
        }
    }

    /** Small whole numbers: many ties, zeros and both signs. */
    static DoubleSupplier ties(Random random) {
        return () -> random.nextInt(7) - 3;
    }

    static float[] dense(PatternState state, DoubleSupplier numbers) {
        float[] gradient = new float[state.pattern().shape().size()];
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = (float) numbers.getAsDouble();
        }
        return gradient;
    }

    /** The layer with the gradients of its candidates, given those of the dense layer. */
    LayerTopology topology(DstMethod method, float[] denseGradient) {
        int[] places = method.unit().candidates(state.pattern()).denseIndices();
        float[] gradient = new float[places.length];
        for (int i = 0; i < places.length; i++) {
            gradient[i] = denseGradient[places[i]];
        }
        return new LayerTopology(name, state, Values.of(weights), method.needsGradient() ? Values.of(gradient) : null);
    }

    void apply(TopologyUpdate update) {
        int[] source = update.source();
        weights = move(weights, source);
        momentum = move(momentum, source);
        state = update.state();
    }

    private static float[] move(float[] old, int[] source) {
        float[] moved = new float[old.length];
        for (int i = 0; i < source.length; i++) {
            moved[i] = source[i] == TopologyUpdate.GROWN ? 0 : old[source[i]];
        }
        return moved;
    }

    double[] denseWeights() {
        double[] dense = new double[state.pattern().shape().size()];
        int[] places = state.pattern().denseIndices();
        for (int slot = 0; slot < places.length; slot++) {
            dense[places[slot]] = weights[slot];
        }
        return dense;
    }

    TestLayer copy() {
        TestLayer copy = new TestLayer(name, state, 0);
        copy.weights = Arrays.copyOf(weights, weights.length);
        copy.momentum = Arrays.copyOf(momentum, momentum.length);
        return copy;
    }
}
